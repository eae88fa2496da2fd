/**
 * What happened in a range of time, for whoever puts it into few words: figures, and the texts of some events, read inside the
 * session that is open. What it costs does not depend on the number of events. For {@code summary}.
 */
package io.vigil.event.digestible;
