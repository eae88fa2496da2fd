package io.vigil.session.internal;

import jakarta.inject.Singleton;

/** The monotonic clock that sessions are timed by; a changed wall clock makes none of them late. */
@Singleton
class Ticker {

    long nanos() {
        return System.nanoTime();
    }
}
