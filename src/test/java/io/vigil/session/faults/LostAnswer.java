package io.vigil.session.faults;

import java.util.concurrent.atomic.AtomicReference;

import jakarta.inject.Singleton;

import io.vigil.event.NoticeSink;

/** Does something, once, when an event has just been inserted and its COMMIT is next. */
@Singleton
class LostAnswer implements NoticeSink {

    private final AtomicReference<Runnable> next = new AtomicReference<>();

    void beforeNextCommit(Runnable deed) {
        next.set(deed);
    }

    @Override
    public void take(Notice notice) {
        Runnable deed = next.getAndSet(null);
        if (deed != null) {
            deed.run();
        }
    }
}
