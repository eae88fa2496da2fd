package io.vigil.session.door;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

import io.vigil.session.internal.Transactions;

/**
 * No resource method starts on a worker that carries somebody else's transaction, and none leaves one there. Whoever asked for
 * a transaction past the doors would join it, be told that all is well, and lose what it wrote.
 */
class CleanWorkers {

    private final Transactions transactions;

    CleanWorkers(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Before every other filter that runs on the worker. */
    @ServerRequestFilter(priority = Integer.MIN_VALUE)
    void before(SimpleResourceInfo resource) {
        if (transactions.isForeignOnThread()) {
            transactions.evictForeign("before " + name(resource));
        }
    }

    /** However the method ended, and before every other filter. */
    @ServerResponseFilter(priority = Integer.MAX_VALUE)
    void after(SimpleResourceInfo resource) {
        if (transactions.isForeignOnThread()) {
            transactions.evictForeign("after " + name(resource));
        }
    }

    private static String name(SimpleResourceInfo resource) {
        Class<?> type = resource.getResourceClass();
        return type == null ? "a request" : type.getSimpleName() + "." + resource.getMethodName();
    }
}
