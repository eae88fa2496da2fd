package io.vigil.session.bench;

import java.util.concurrent.Callable;

import jakarta.transaction.TransactionManager;

/** A transaction with nothing but the transaction manager. */
final class BareManager {

    private BareManager() {
    }

    static <T> T call(TransactionManager manager, Callable<T> work) throws Exception {
        manager.begin();
        boolean done = false;
        try {
            T result = work.call();
            done = true;
            manager.commit();
            return result;
        } finally {
            if (!done) {
                manager.rollback();
            }
        }
    }
}
