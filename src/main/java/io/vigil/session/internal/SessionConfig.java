package io.vigil.session.internal;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What of the session rules may be configured. */
@ConfigMapping(prefix = "vigil.session")
public interface SessionConfig {

    /** What to do when something outside is called while a session is open. */
    OnOutgoingCall outgoingCalls();

    /** Whether answers tell in {@code Server-Timing} what their sessions cost. */
    @WithDefault("false")
    boolean serverTiming();

    /** The two answers. */
    enum OnOutgoingCall {
        THROW,
        LOG
    }
}
