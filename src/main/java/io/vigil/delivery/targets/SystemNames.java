package io.vigil.delivery.targets;

import java.net.InetAddress;
import java.util.List;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;

/** The operating system's names, so that those of the household are known too; on threads of their own, because it blocks. */
@Singleton
class SystemNames implements NameResolver {

    /** Names whose servers are silent hold one each, for as long as the system is patient; the others need one left. */
    private static final int THREADS = 32;

    private final WorkerExecutor threads;

    SystemNames(Vertx vertx) {
        this.threads = vertx.createSharedWorkerExecutor("vigil-names", THREADS);
    }

    @PreDestroy
    void close() {
        threads.close();
    }

    @Override
    public Future<List<InetAddress>> addresses(String host) {
        return threads.executeBlocking(() -> List.of(InetAddress.getAllByName(host)), false);
    }
}
