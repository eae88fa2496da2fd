package io.vigil.session.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException.HeldDuringOutgoingCall;
import io.vigil.session.internal.SessionConfig.OnOutgoingCall;

class OutgoingCallsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Frame frame = Frame.enter(SessionContext.session("camera.poll"), null, new Ticker());

    @AfterEach
    void leave() {
        frame.leave();
    }

    @Test
    void counts_and_lets_the_call_pass_where_it_is_only_to_be_logged() {
        calls(OnOutgoingCall.LOG).violation(frame, "mail");

        assertThat(counted()).isOne();
        assertThat(frame.firstFailure()).isNull();
    }

    @Test
    void counts_refuses_and_remembers_where_it_is_to_throw() {
        assertThatThrownBy(() -> calls(OnOutgoingCall.THROW).violation(frame, "mail"))
                .isInstanceOf(HeldDuringOutgoingCall.class)
                .hasMessageContaining("'mail' was called while session 'camera.poll' was open");

        assertThat(counted()).isOne();
        assertThat(frame.firstFailure()).isInstanceOf(HeldDuringOutgoingCall.class);
    }

    private OutgoingCalls calls(OnOutgoingCall answer) {
        return new OutgoingCalls(new SessionConfig() {
            @Override
            public OnOutgoingCall outgoingCalls() {
                return answer;
            }

            @Override
            public boolean serverTiming() {
                return false;
            }
        }, registry);
    }

    private double counted() {
        return registry.get("session.io.violations").tag("name", "camera.poll").tag("client", "mail").counter().count();
    }
}
