package io.vigil.session;

import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What a session itself can fail with. Whatever the work inside it throws arrives unchanged instead. */
public abstract sealed class SessionException extends RuntimeException permits SessionDeadline, CommitOutcomeUnknown,
        SessionException.Refused, SessionException.SwallowedFailure, SessionException.RulesBroken,
        SessionException.CommitFailed,
        SessionException.HeldDuringOutgoingCall {

    /** Statement, lock and idle limits (57014, 55P03, 25P03), lost races (40001, 40P01). */
    private static final Set<String> OWN_FAULT = Set.of("57014", "55P03", "25P03", "40001", "40P01");

    SessionException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The door stays shut: a programming error, such as an event-loop thread or a root-only session inside another. */
    public static final class Refused extends SessionException {
        public Refused(String message) {
            super(message, null);
        }
    }

    /** Something failed inside and was swallowed on its way out; nothing was stored. The cause is the first failure. */
    public static final class SwallowedFailure extends SessionException {
        public SwallowedFailure(String name, Throwable first) {
            super("Session '" + name + "' was rolled back: a failure inside it was swallowed", first);
        }
    }

    /** The rules of this package would not hold as things are configured; nobody may run like that. */
    public static final class RulesBroken extends SessionException {
        public RulesBroken(String findings) {
            super("The session rules would not hold: " + findings, null);
        }
    }

    /** PostgreSQL refused to commit, in its own words where there are some (the cause). Nothing was stored. */
    public static final class CommitFailed extends SessionException {
        public CommitFailed(String name, Throwable cause) {
            super("Session '" + name + "' could not be committed", cause);
        }
    }

    /** Something outside was called while a session was open. */
    public static final class HeldDuringOutgoingCall extends SessionException {
        public HeldDuringOutgoingCall(String name, String client) {
            super("'" + client + "' was called while session '" + name + "' was open. Read in one session, call outside any, "
                    + "write in another", null);
        }
    }

    /**
     * Whether this failure means that the database cannot be used right now, so that the same call may succeed later: away,
     * restarting, out of connections, overloaded, or no connection in time. Looks through causes and suppressed exceptions.
     */
    public static boolean isDatabaseUnavailable(Throwable failure) {
        return search(failure, SessionException::isUnavailable, Collections.newSetFromMap(new IdentityHashMap<>())) != null;
    }

    /** Whether it is unavailable for everybody, and not only for this session, which may have been slow or lost a race. */
    public static boolean isDatabaseAway(Throwable failure) {
        return search(failure, sql -> isUnavailable(sql) && !OWN_FAULT.contains(String.valueOf(sql.getSQLState())),
                Collections.newSetFromMap(new IdentityHashMap<>())) != null;
    }

    /** The first word of the driver in this failure: transaction managers hide it among the suppressed exceptions. */
    public static Optional<SQLException> sqlException(Throwable failure) {
        return Optional.ofNullable(search(failure, sql -> true, Collections.newSetFromMap(new IdentityHashMap<>())));
    }

    private static SQLException search(Throwable failure, Predicate<SQLException> wanted, Set<Throwable> seen) {
        if (failure == null || !seen.add(failure)) {
            return null;
        }
        if (failure instanceof SQLException sql && wanted.test(sql)) {
            return sql;
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            SQLException found = search(suppressed, wanted, seen);
            if (found != null) {
                return found;
            }
        }
        return search(failure.getCause(), wanted, seen);
    }

    /** SQL states of PostgreSQL, appendix A: class 08 connection, 53 resources, 57P shutdown and start, and those that pass. */
    private static boolean isUnavailable(SQLException sql) {
        String state = sql.getSQLState();
        if (state == null) {
            // The pool has no SQL state for "no connection in time".
            return sql.getMessage() != null && sql.getMessage().toLowerCase(Locale.ROOT).contains("acquisition timeout");
        }
        return state.startsWith("08") || state.startsWith("53") || state.startsWith("57P") || OWN_FAULT.contains(state);
    }
}
