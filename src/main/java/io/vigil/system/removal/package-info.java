/**
 * How {@code retention} and {@code wipe} have events go: a page in a session, with its progress, and past those that cannot go.
 * Nobody else uses it.
 */
package io.vigil.system.removal;
