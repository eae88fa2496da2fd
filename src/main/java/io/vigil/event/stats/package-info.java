/** Figures about events, read inside the session that is open. For {@code system} and the routes of {@code event}. */
package io.vigil.event.stats;
