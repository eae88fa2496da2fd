package io.vigil.session.faults;

import io.vigil.session.CommitOutcomeUnknown;

/** What the caller of a session was told of its end. */
public enum Told {
    COMMITTED,
    ROLLED_BACK,
    UNKNOWN;

    /** By what the session's door threw, or by nothing. */
    public static Told by(Throwable failure) {
        if (failure == null) {
            return COMMITTED;
        }
        return failure instanceof CommitOutcomeUnknown ? UNKNOWN : ROLLED_BACK;
    }

    /** By the answer to a request. */
    public static Told by(int status, String problem) {
        if (status == 200) {
            return COMMITTED;
        }
        return "outcome_unknown".equals(problem) ? UNKNOWN : ROLLED_BACK;
    }

    /** Whether it may be said of work that is stored, or is not. */
    public boolean isTrue(boolean stored) {
        return this == UNKNOWN || stored == (this == COMMITTED);
    }
}
