package io.vigil.session;

/**
 * The connection was lost while COMMIT was on its way, so that nobody knows whether the work is stored. Only work under a
 * unique key may be repeated without looking first.
 */
public final class CommitOutcomeUnknown extends SessionException {

    public CommitOutcomeUnknown(String name, Throwable cause) {
        super("Whether session '" + name + "' was committed is not known: the answer to its COMMIT was lost", cause);
    }
}
