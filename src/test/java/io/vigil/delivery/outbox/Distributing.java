package io.vigil.delivery.outbox;

import jakarta.inject.Singleton;

/** Distributes beside the outbox, as another replica does. */
@Singleton
public class Distributing {

    private final Distribution distribution;

    Distributing(Distribution distribution) {
        this.distribution = distribution;
    }

    /** All that is due and that nobody holds. */
    public void all() {
        while (distribution.distributePage(() -> true, () -> {
        })) {
            // There may be more.
        }
    }
}
