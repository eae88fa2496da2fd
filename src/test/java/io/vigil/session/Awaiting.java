package io.vigil.session;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Threads that wait in a session until the test lets them go. */
public final class Awaiting {

    private Awaiting() {
    }

    /** Waits, but not for ever: a failing test must end too. */
    public static void latch(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody let this thread go");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A thread that keeps no JVM alive. */
    public static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "test-thread");
        thread.setDaemon(true);
        return thread;
    }
}
