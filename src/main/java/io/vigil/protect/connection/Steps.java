package io.vigil.protect.connection;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs what it is given one after another, in that order, on the threads of another executor. Nobody waits for a lock. */
final class Steps implements Executor {

    private final Executor threads;
    private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    Steps(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable step) {
        steps.add(step);
        if (waiting.getAndIncrement() == 0) {
            threads.execute(this::next);
        }
    }

    private void next() {
        try {
            steps.remove().run();
        } finally {
            if (waiting.decrementAndGet() > 0) {
                threads.execute(this::next);
            }
        }
    }
}
