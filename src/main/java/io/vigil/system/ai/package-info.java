/**
 * What administrators and clients see of the models: who is configured, what was asked, what it cost and what is left. Routes
 * only; the facts are those of {@code ai} and {@code event}. Nobody uses it.
 */
package io.vigil.system.ai;
