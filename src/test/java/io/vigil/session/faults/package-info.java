/**
 * What becomes of a session when something breaks: {@link io.vigil.session.faults.FaultLine} breaks the way to PostgreSQL at a
 * chosen moment, a {@code Trial} repeats the session that meets the fault, and the {@code CommitTruth} table tells what its
 * caller was told beside what is stored. The classes that need the line share one resource, so that the application is started
 * behind it once.
 */
package io.vigil.session.faults;
