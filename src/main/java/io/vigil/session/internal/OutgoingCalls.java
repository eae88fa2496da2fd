package io.vigil.session.internal;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.vigil.session.SessionException;
import io.vigil.session.internal.SessionConfig.OnOutgoingCall;

/** What happens when something outside is called while a session is open; counted as {@code session_io_violations_total}. */
@Singleton
public class OutgoingCalls {

    private static final Logger LOG = Logger.getLogger(OutgoingCalls.class);

    private final SessionConfig config;
    private final MeterRegistry registry;

    OutgoingCalls(SessionConfig config, MeterRegistry registry) {
        this.config = config;
        this.registry = registry;
    }

    void violation(Frame frame, String client) {
        Frame root = frame.root();
        registry.counter("session.io.violations", "name", root.name(), "client", client).increment();
        SessionException.HeldDuringOutgoingCall violation = new SessionException.HeldDuringOutgoingCall(root.name(), client);
        if (config.outgoingCalls() == OnOutgoingCall.THROW) {
            // A client that answers for its failures by itself must not hide this one.
            root.failed(violation);
            throw violation;
        }
        LOG.error("A connection is held while something outside is called", violation);
    }
}
