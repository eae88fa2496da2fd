package io.vigil.event;

import java.time.Duration;

import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How the pipeline runs. */
@ConfigMapping(prefix = "vigil.events")
public interface EventConfig {

    /** Events that may be in flight at once; a waiting model costs no thread, so this may be large. */
    @Min(1)
    @WithDefault("100")
    int inFlight();

    /** Threads that look into pictures and clips; as many again claim events and record outcomes. */
    @Min(1)
    @WithDefault("4")
    int workers();

    /** Attempts before an event is given up. */
    @Min(1)
    @WithDefault("12")
    int attempts();

    /** Wait before the second attempt; doubles with each further one, less a random half. */
    @WithDefault("10s")
    Duration backoff();

    /** The longest wait between attempts. */
    @WithDefault("1h")
    Duration longestBackoff();

    /** How long a claim holds beyond the model's deadline, before another worker may take the event back. */
    @WithDefault("30s")
    Duration leaseGrace();

    /** How long a stop waits for what is in flight before it hands the rest back. */
    @WithDefault("8s")
    Duration drain();
}
