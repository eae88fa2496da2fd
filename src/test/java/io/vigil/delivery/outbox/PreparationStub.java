package io.vigil.delivery.outbox;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Singleton;

import org.hibernate.Session;

import io.vigil.delivery.Preparation;

/** Prepares as the test says; nothing before that. */
@Singleton
class PreparationStub implements Preparation {

    private final AtomicInteger times = new AtomicInteger();
    private volatile Preparing how;

    /** What to do about an event, the how manieth time. */
    interface Preparing {
        void prepare(UUID eventId, int time);
    }

    PreparationStub() {
        reset();
    }

    void reset() {
        how = (eventId, time) -> {
        };
        times.set(0);
    }

    void does(Preparing what) {
        how = what;
    }

    int times() {
        return times.get();
    }

    @Override
    public String word() {
        return "stub";
    }

    @Override
    public void prepare(Session db, UUID eventId) {
        how.prepare(eventId, times.incrementAndGet());
    }
}
