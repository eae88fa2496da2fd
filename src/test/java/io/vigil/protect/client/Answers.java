package io.vigil.protect.client;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import io.vertx.core.Future;
import io.vigil.protect.simulator.ControllerSimulator;

/** How tests ask a simulated controller. */
public final class Answers {

    /** Like those configured, but with more pings. */
    public static final Limits QUICK = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(5),
            Duration.ofMillis(200), Duration.ofSeconds(20));
    /** Gives a silent socket up while a test waits. */
    static final Limits IMPATIENT = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(5),
            Duration.ofMillis(100), Duration.ofMillis(800));

    private Answers() {
    }

    /** With the key only. */
    public static ControllerAccess official(ControllerSimulator controller) {
        return new ControllerAccess(controller.host(), controller.port(), false, controller.fingerprint(),
                controller.apiKey(), null, null);
    }

    /** With the account only. */
    public static ControllerAccess local(ControllerSimulator controller) {
        return new ControllerAccess(controller.host(), controller.port(), false, controller.fingerprint(), null,
                controller.username(), controller.password());
    }

    /** With key and account. */
    public static ControllerAccess both(ControllerSimulator controller) {
        return new ControllerAccess(controller.host(), controller.port(), false, controller.fingerprint(),
                controller.apiKey(), controller.username(), controller.password());
    }

    /** The answer. */
    public static <T> T of(Future<T> asked) {
        return asked.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** Why there is none. */
    public static ControllerException failure(Future<?> asked) {
        try {
            return fail("there is an answer: " + of(asked));
        } catch (CompletionException e) {
            return (ControllerException) e.getCause();
        }
    }
}
