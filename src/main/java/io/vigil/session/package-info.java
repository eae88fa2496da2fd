/**
 * The only way to a database session. Knows nothing else of ours; every feature may use it, what lies in the folders below is
 * closed, but for {@code notifications} and {@code copy}.
 * <p>
 * A <em>session</em> is one transaction with its connection and its persistence context. Three doors open one, and all three
 * are the same code path:
 * <ul>
 * <li>{@link io.vigil.session.SessionScoped @SessionScoped("name")} on a method of a CDI bean;
 * <li>{@link io.vigil.session.SessionContext SessionContext.run/call("name", …)} on any thread, for code that no request
 * started;
 * <li>{@link io.vigil.session.RequestSession @RequestSession} on REST resource methods, the auth lookup and the last-seen
 * update.
 * </ul>
 * The rules, each enforced:
 * <ol>
 * <li>No other way in: forbidden-apis (src/main/forbidden/sessions.txt), the build itself (io.vigil.session.build), ArchUnit, a
 * strict pool and a check at start. SessionNetsTest tries them all. Nor does SQL begin, end or set up a session from within.
 * <li>Commit on success; any Throwable rolls back and is rethrown unchanged; a swallowed inner failure fails the outer end.
 * <li>JOIN by default, ROOT_ONLY for jobs, NEVER for outgoing calls. A thread never needs a second connection.
 * <li>Nothing external while a session is open: outgoing clients call {@link io.vigil.session.SessionContext#requireNone}.
 * <li>No session outlives its method or leaves its thread: no promise, stream or entity is answered; ids and records cross.
 * <li>Slow work is claim (session), act (none), record (session, guarded by the state it expects).
 * <li>After-commit actions run after the connection is back.
 * <li>Every wait has a limit, each shorter than the one around it: acquire, statement, budget, cut-off, backstop. (The look-up
 * of who calls has a shorter budget than one statement may run: a longer limit of its own would cost it a round trip.)
 * </ol>
 * A session that joins another lives within that one's budget. Any Throwable that leaves a joined session fails the whole,
 * harmless or not: who expects an absence asks for an {@code Optional}.
 */
package io.vigil.session;
