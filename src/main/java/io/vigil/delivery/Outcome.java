package io.vigil.delivery;

import java.time.Duration;

/** How a try to deliver ended; by what is to be done next. */
public sealed interface Outcome {

    /** It has arrived, as far as anybody can know. */
    record Delivered() implements Outcome {
    }

    /**
     * Try again.
     *
     * @param reason for a person
     * @param after how long the receiver wants to be left alone, or null if it did not say
     */
    record RetryLater(String reason, Duration after) implements Outcome {
    }

    /** The receiver will never take this one: a dead letter, with the reason. */
    record Refused(String reason) implements Outcome {
    }

    /** There is no such recipient any more; the channel has forgotten it. */
    record Gone(String reason) implements Outcome {
    }

    /** Not to be told, because of what the recipient wants now. */
    record Skipped(String reason) implements Outcome {
    }
}
