/**
 * What the engine looks at while a session is open: the text of each statement, and what leaves with the answer. Closed, and
 * used by {@code session.internal} alone.
 */
package io.vigil.session.guard;
