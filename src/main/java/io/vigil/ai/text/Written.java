package io.vigil.ai.text;

import java.time.Duration;
import java.util.List;

import io.vigil.ai.AiCall;

/** How asking for a text ended, by what the caller does next. */
public sealed interface Written {

    /** Every call that was made for it, in order. Each is to be booked, whatever came of it. */
    List<AiCall> calls();

    /**
     * There is one.
     *
     * @param text at most 5000 characters, without control characters and overrides of the writing direction; not markup
     * @param provider whose it is, such as {@code openai}
     * @param model of which model
     * @param fallbackReason why those who should have answered did not; null if the first one did
     */
    record Text(String text, String provider, String model, String fallbackReason, List<AiCall> calls) implements Written {
    }

    /** No model is configured: nothing was asked, and nothing is wrong. */
    record NotConfigured() implements Written {
        @Override
        public List<AiCall> calls() {
            return List.of();
        }
    }

    /**
     * There is none.
     *
     * @param isFinal whether every provider refuses, so that the same question never gets an answer
     * @param reason for a person; at most 200 characters, without anything that was sent
     * @param after how long to wait at least before it is asked again, or null if no provider said
     */
    record Unwritten(boolean isFinal, String reason, Duration after, List<AiCall> calls) implements Written {
    }
}
