/**
 * Looks at sessions from outside while the process runs: whether the rules hold, and which session is overdue. Uses
 * {@code session.internal}; nobody outside {@code session} may use either.
 */
package io.vigil.session.watch;
