package io.vigil.session.faults;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A slow way: whatever is sent together arrives later, and now and then much later, as after a lost packet. */
final class Latency {

    /** No delay at all. */
    static final Latency NONE = new Latency(Duration.ZERO, 0, Duration.ZERO);

    private static final long SEED = 20251123;

    private final Duration oneWay;
    private final double loss;
    private final Duration retransmission;
    private final Random random = new Random(SEED);
    private final AtomicInteger delayed = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();

    private Latency(Duration oneWay, double loss, Duration retransmission) {
        this.oneWay = oneWay;
        this.loss = loss;
        this.retransmission = retransmission;
    }

    /** Both ways together take that long. */
    static Latency ofRoundTrip(Duration roundTrip) {
        return new Latency(roundTrip.dividedBy(2), 0, Duration.ZERO);
    }

    /** And this share of what is sent takes that much longer. */
    Latency losing(double share, Duration resentAfter) {
        return new Latency(oneWay, share, resentAfter);
    }

    /** Waits as long as a way takes this time. */
    void travel() {
        if (oneWay.isZero()) {
            return;
        }
        delayed.incrementAndGet();
        LockSupport.parkNanos(oneWay.toNanos());
        if (random.nextDouble() < loss) {
            lost.incrementAndGet();
            LockSupport.parkNanos(retransmission.toNanos());
        }
    }

    /** How often something was late because of it. */
    int delayed() {
        return delayed.get();
    }

    /** How often something had to be sent again. */
    int lost() {
        return lost.get();
    }
}
