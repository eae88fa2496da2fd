package bench.contest;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.arc.Unremovable;
import io.vigil.session.SchemaReady;

/** Tells when the application has its schema and has checked its session rules. */
@Unremovable
@Singleton
public class Ready {

    private final CountDownLatch latch = new CountDownLatch(1);

    void schemaIsThere(@Observes @Priority(Integer.MAX_VALUE) SchemaReady ready) {
        latch.countDown();
    }

    boolean await(long limit, TimeUnit unit) throws InterruptedException {
        return latch.await(limit, unit);
    }
}
