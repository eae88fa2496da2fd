package io.vigil.delivery.targets;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;

/**
 * The operating system's names, so that those of the household are known too; on threads of their own, because it blocks. A
 * name whose servers are silent holds one of them for as long as the system is patient: one for all who ask, and a domain no
 * more than its share.
 */
@Singleton
class SystemNames implements NameResolver {

    /** Names that are looked up at once. */
    static final int THREADS = 64;
    /** Of these, how many may be of one domain. */
    static final int OF_A_DOMAIN = 8;

    private final WorkerExecutor threads;
    private final Lookup system;
    /** By name; guarded by this. */
    private final Map<String, Future<List<InetAddress>>> underWay = new HashMap<>();

    /** Whom to ask; it blocks. */
    interface Lookup {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    @Inject
    SystemNames(Vertx vertx) {
        this(vertx, InetAddress::getAllByName);
    }

    SystemNames(Vertx vertx, Lookup system) {
        this.threads = vertx.createSharedWorkerExecutor("vigil-names", THREADS);
        this.system = system;
    }

    @PreDestroy
    void close() {
        threads.close();
    }

    @Override
    public synchronized Future<List<InetAddress>> addresses(String host) {
        Future<List<InetAddress>> known = underWay.get(host);
        if (known != null) {
            return known;
        }
        String domain = domain(host);
        if (underWay.keySet().stream().filter(name -> domain(name).equals(domain)).count() >= OF_A_DOMAIN) {
            return Future.failedFuture(new UnknownHostException("Too many names of " + domain + " are being looked up"));
        }
        Future<List<InetAddress>> begun = threads.executeBlocking(() -> List.of(system.addresses(host)), false);
        underWay.put(host, begun);
        begun.onComplete(ended -> over(host));
        return begun;
    }

    private synchronized void over(String host) {
        underWay.remove(host);
    }

    /** The last two parts of a name: whoever has these can make as many names as they like. */
    private static String domain(String host) {
        return host.substring(host.lastIndexOf('.', host.lastIndexOf('.') - 1) + 1);
    }
}
