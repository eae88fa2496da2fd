package io.vigil.session;

/** What a door does when its thread already has a session open. There is no way to open a second one beside it. */
public enum Propagation {

    /** Takes part in the open session, or opens one. A failure in it fails the whole session, even if a caller swallows it. */
    JOIN,

    /** Opens a session and refuses to join: for jobs and handlers whose return means "stored". */
    ROOT_ONLY,

    /**
     * Opens none and complains while one is open: for methods that call something outside. Dev and test refuse to run; what
     * production does {@link SessionContext#requireNone} tells.
     */
    NEVER
}
