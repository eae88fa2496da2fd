package io.vigil.protect.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vigil.protect.client.Answers;
import io.vigil.protect.simulator.ControllerSimulator;

class SignInTest {

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final ControllerSimulator controller = ControllerSimulator.start();
    private final Wire wire = new Wire(vertx, Answers.local(controller), Answers.QUICK);
    private final AtomicLong nanos = new AtomicLong();
    private final SignIn signIn = new SignIn(wire, Answers.local(controller), nanos::get);

    @AfterEach
    void stop() {
        Answers.of(vertx.close());
        controller.close();
    }

    @Test
    void an_account_that_is_refused_is_tried_again_but_seldom_and_never_given_up() {
        controller.faults().refuseLogins(2);
        controller.faults().forbidLogins(1);

        assertThat(isSignedIn()).isFalse();
        assertThat(isSignedIn()).isFalse();
        assertThat(controller.counters().logins()).isEqualTo(1);
        pass(Duration.ofSeconds(21));
        assertThat(isSignedIn()).isFalse();
        assertThat(controller.counters().logins()).isEqualTo(2);
        pass(Duration.ofMinutes(29));
        assertThat(isSignedIn()).isFalse();
        assertThat(controller.counters().logins()).isEqualTo(2);
        pass(Duration.ofMinutes(2));
        assertThat(isSignedIn()).isFalse();
        assertThat(controller.counters().logins()).isEqualTo(3);
        pass(Duration.ofMinutes(31));
        assertThat(isSignedIn()).isTrue();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private boolean isSignedIn() {
        Promise<Boolean> asked = Promise.promise();
        loop.runOnContext(now -> signIn.with(headers -> Future.succeededFuture())
                .transform(ended -> Future.succeededFuture(ended.succeeded())).onComplete(asked));
        return Answers.of(asked.future());
    }
}
