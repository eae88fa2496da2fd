package io.vigil.delivery.outbox;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.inject.Singleton;

import io.vigil.delivery.DeliveryConfig;

/** How long to wait before the next attempt. */
@Singleton
class Backoff {

    private final DeliveryConfig config;

    Backoff(DeliveryConfig config) {
        this.config = config;
    }

    /**
     * Doubles with each attempt up to the longest, less a random half, so that many do not come back together.
     *
     * @param attempt the one that failed, from 1
     */
    Duration after(int attempt) {
        long longest = config.longestBackoff().toMillis();
        long wait = Math.min(longest, config.backoff().toMillis() << Math.min(attempt - 1, 20));
        return Duration.ofMillis(wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1));
    }
}
