package io.vigil.ai;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * One call that was made to a provider, as it is booked; a try that failed on the way is one too.
 *
 * @param provider whom it was made to, such as {@code openai}; {@code whisper} for speech
 * @param model of that provider
 * @param kind what it was for
 * @param inputTokens read by the model, pictures included; the most it can be if that is not known, 0 if nothing was taken
 * @param outputTokens written by the model; the same
 * @param cost in USD
 * @param succeeded whether its answer was of use
 * @param took from sending to the end of the answer
 */
public record AiCall(String provider, String model, AiCall.Kind kind, long inputTokens, long outputTokens, BigDecimal cost,
        boolean succeeded, Duration took) {

    /** What a call is for. */
    public enum Kind {
        VISION,
        SPEECH,
        SUMMARY
    }
}
