package io.vigil.session.internal;

import io.smallrye.config.ConfigMapping;

/** What of the session rules may be configured. */
@ConfigMapping(prefix = "vigil.session")
public interface SessionConfig {

    /** What to do when something outside is called while a session is open. */
    OnOutgoingCall outgoingCalls();

    /** The two answers. */
    enum OnOutgoingCall {
        THROW,
        LOG
    }
}
