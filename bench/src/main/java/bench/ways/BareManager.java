package bench.ways;

import java.util.concurrent.Callable;

import jakarta.transaction.TransactionManager;

/** A transaction with nothing but the transaction manager. */
public final class BareManager {

    private BareManager() {
    }

    public static <T> T call(TransactionManager manager, Callable<T> work) throws Exception {
        manager.begin();
        T result;
        try {
            result = work.call();
        } catch (Throwable failure) {
            manager.rollback();
            throw failure;
        }
        manager.commit();
        return result;
    }
}
