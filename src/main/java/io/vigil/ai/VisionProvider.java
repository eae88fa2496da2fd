package io.vigil.ai;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

/** Somebody outside who describes pictures. */
interface VisionProvider {

    /** What it is called in outcomes, logs and metrics. */
    String name();

    /** Whether the household has set it up; asks the settings. */
    boolean configured();

    /**
     * Asks on a worker thread outside any session and returns at once; the question is on its way then, and watching the answer
     * twice does not ask twice. Every failure is an outcome.
     */
    Uni<Outcome> describe(Question question, Duration deadline);
}
