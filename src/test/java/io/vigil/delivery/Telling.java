package io.vigil.delivery;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import jakarta.inject.Singleton;

import io.vigil.delivery.Message.Subject;
import io.vigil.delivery.outbox.Outbox;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.MovableClock;

/** Tells something as a feature does, and knows when this process has done all it can. */
@Singleton
public class Telling {

    private final DeliveryService delivery;
    private final Outbox outbox;

    Telling(DeliveryService delivery, Outbox outbox) {
        this.delivery = delivery;
        this.outbox = outbox;
    }

    /** A text of the system's. */
    public static Message message(String text) {
        return new Message(Subject.SYSTEM, null, null, null, null, Instant.parse("2026-11-24T10:00:00Z"), "Title of " + text,
                text, true, Map.of());
    }

    /** Tells it in a session of its own. */
    public void tell(String key, String text) {
        SessionContext.run("test.tell", () -> delivery.tell(key, message(text)));
    }

    /** Whether nothing that is due is left to do. */
    public boolean isDone() {
        return outbox.isIdle();
    }

    /** Waits until nothing that is due is left to do. */
    public void awaitDone() {
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10)).until(outbox::isIdle);
    }

    /** As the tick does. */
    public void tick() {
        outbox.wake();
        outbox.wakeSending();
        awaitDone();
    }

    /** Moves time, and does what is due then. */
    public void later(Duration step) {
        MovableClock.forward(step);
        tick();
    }
}
