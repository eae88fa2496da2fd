package io.vigil.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

import io.agroal.api.AgroalDataSource;

/** Sessions that have all connections of the pool. */
public record Crowd(List<CompletableFuture<Void>> holders) {

    /** Returns when they have them; they give them back at the end. */
    public static Crowd holdingAll(AgroalDataSource pool, CountDownLatch end) {
        int connections = pool.getConfiguration().connectionPoolConfiguration().maxSize();
        CountDownLatch taken = new CountDownLatch(connections);
        List<CompletableFuture<Void>> holders = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            holders.add(CompletableFuture.runAsync(() -> SessionContext.run("test.holder", () -> {
                Rows.ask("1");
                taken.countDown();
                Awaiting.latch(end);
            }), Executors.newSingleThreadExecutor(Awaiting::daemon)));
        }
        Awaiting.latch(taken);
        return new Crowd(holders);
    }

    /** Waits until all have ended. */
    public void join() {
        holders.forEach(CompletableFuture::join);
    }
}
