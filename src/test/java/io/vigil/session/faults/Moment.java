package io.vigil.session.faults;

/** When a fault strikes, as seen from between the client and the server. */
enum Moment {

    /** The client says who it is, while the connection is made, and the server does not know yet. */
    CONNECT,

    /** The client has sent the statement, and the server does not know yet. */
    BEFORE_STATEMENT,

    /** The client has got the first row of the statement's result, and nothing after it. */
    FIRST_ROW,

    /** The client has sent COMMIT, and the server does not know yet. */
    BEFORE_COMMIT,

    /** The server has committed and said so, and the client does not know yet. */
    COMMIT_ANSWER
}
