/** The SQL behind events: reading, queueing, removing. Nobody outside {@code event} may use it. */
package io.vigil.event.internal;
