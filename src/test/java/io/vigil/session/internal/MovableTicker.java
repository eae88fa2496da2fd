package io.vigil.session.internal;

import java.time.Duration;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;

/** The ticker of the tests: the real one, moved by as much as the test says, so that no test waits to be late. */
@Alternative
@Priority(1)
@Singleton
public class MovableTicker extends Ticker {

    private volatile long offset;

    /** Makes every open session that much older. */
    public void forward(Duration step) {
        offset += step.toNanos();
    }

    @Override
    long nanos() {
        return super.nanos() + offset;
    }
}
