package io.vigil.ai;

import java.time.Duration;
import java.util.List;

/** How a question ended, by what the caller does next. */
public sealed interface Outcome {

    /** Every call that was made for it, in order. Each is to be booked, whatever came of it. */
    List<AiCall> calls();

    /**
     * There is a description.
     *
     * @param provider whose it is, such as {@code openai}
     * @param model of which model
     * @param fallbackReason why those who should have answered did not, such as {@code openai:timeout,grok:rate_limited}; null
     *        if the first one did
     */
    record Described(Description description, String provider, String model, String fallbackReason, List<AiCall> calls)
            implements
                Outcome {

        /** What the pictures show. */
        public String text() {
            return description.text();
        }
    }

    /** No model is configured: nothing was asked, and nothing is wrong. */
    record NotConfigured() implements Outcome {
        @Override
        public List<AiCall> calls() {
            return List.of();
        }
    }

    /**
     * The same question may do better later.
     *
     * @param reason for a person; at most 200 characters, without anything that was sent
     * @param after how long to wait at least, or null if no provider said
     */
    record RetryLater(String reason, Duration after, List<AiCall> calls) implements Outcome {
    }

    /**
     * The same question never gets an answer: every provider that is configured refuses it.
     *
     * @param reason for a person; at most 200 characters, without anything that was sent
     */
    record Refused(String reason, List<AiCall> calls) implements Outcome {
    }
}
