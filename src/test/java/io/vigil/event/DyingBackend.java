package io.vigil.event;

import java.util.concurrent.atomic.AtomicInteger;

import jakarta.annotation.Priority;
import jakarta.inject.Singleton;

import io.vigil.session.SessionContext;
import io.vigil.testsupport.Database;

/** Kills the backend that is about to commit an event, as often as it is asked to; after the others have written theirs. */
@Singleton
@Priority(Integer.MIN_VALUE)
class DyingBackend implements NoticeSink {

    final AtomicInteger times = new AtomicInteger();

    @Override
    public void take(Notice notice) {
        if (times.get() > 0 && notice.stage() == Stage.STORED) {
            times.decrementAndGet();
            Integer backend = SessionContext.current().createNativeQuery("select pg_backend_pid()", Integer.class)
                    .getSingleResult();
            Database.run("select pg_terminate_backend(" + backend + ", 5000)");
        }
    }
}
