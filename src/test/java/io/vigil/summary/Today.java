package io.vigil.summary;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import jakarta.inject.Singleton;

import io.vigil.settings.Settings;
import io.vigil.testsupport.MovableClock;

/** What time it is for the service. */
@Singleton
public class Today {

    private final Clock clock;
    private final Settings settings;

    Today(Clock clock, Settings settings) {
        this.clock = clock;
        this.settings = settings;
    }

    /** From now on it is that time. */
    public void is(String time) {
        MovableClock.forward(Duration.between(clock.instant(), Instant.parse(time)));
        settings.forget();
    }
}
