package io.vigil.summary.digest;

import java.time.Instant;

import io.vigil.summary.DigestKey;

/**
 * What a digest tells about: whole days of the household, each as long as its zone makes it.
 *
 * @param from inclusive
 * @param to exclusive
 * @param dueAt when its digest is to be written
 */
record DigestPeriod(DigestKey key, Instant from, Instant to, Instant dueAt) {

    /** Whether it ever was; zones that moved across the date line left a day out. */
    boolean isThere() {
        return from.isBefore(to);
    }
}
