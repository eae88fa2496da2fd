package io.vigil.ai;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * One call that was made to a provider, as usage books it.
 *
 * @param provider who was asked, such as {@code openai}
 * @param model with which model
 * @param cost in USD, as the provider's own count of tokens amounts to
 * @param succeeded whether the answer was of use; a call may cost without
 */
public record AiCall(String provider, String model, AiCall.Kind kind, long inputTokens, long outputTokens, BigDecimal cost,
        boolean succeeded, Duration took) {

    /** What was asked for. */
    public enum Kind {
        VISION,
        SPEECH,
        SUMMARY
    }
}
