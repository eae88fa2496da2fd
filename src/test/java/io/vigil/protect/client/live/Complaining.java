package io.vigil.protect.client.live;

import io.micrometer.core.instrument.MeterRegistry;

/** For tests without a container. */
public final class Complaining {

    private Complaining() {
    }

    /** Complaints that are counted there. */
    public static Complaints to(MeterRegistry registry) {
        return new Complaints(registry);
    }
}
