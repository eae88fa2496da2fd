package io.vigil.ai;

import java.time.Duration;

/** How a question ended, by what the caller does next. */
public sealed interface Outcome {

    /**
     * There is a description.
     *
     * @param text one line or more, without control characters, at most 5000 characters
     * @param provider who gave it, such as {@code openai}
     * @param model with which model
     */
    record Described(String text, String provider, String model) implements Outcome {
    }

    /** No model is configured: nothing was asked, and nothing is wrong. */
    record NotConfigured() implements Outcome {
    }

    /**
     * The same question may do better later.
     *
     * @param reason for a person; at most 200 characters, without anything that was sent
     * @param after how long to wait at least, or null if the provider did not say
     */
    record RetryLater(String reason, Duration after) implements Outcome {
    }

    /**
     * The same question never gets an answer.
     *
     * @param reason for a person; at most 200 characters, without anything that was sent
     */
    record Refused(String reason) implements Outcome {
    }
}
