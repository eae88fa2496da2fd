package io.vigil.ai;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

/** What a failed call means for the caller. Reasons are fixed sentences: nothing that came over the wire but a short code. */
@Singleton
class Verdict {

    private static final Logger LOG = Logger.getLogger(Verdict.class);
    private static final Duration UNTIL_QUIETER = Duration.ofSeconds(5);
    private static final Duration UNTIL_REPAIRED = Duration.ofMinutes(10);
    private static final Duration UNTIL_QUOTA = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    private final Clock clock;

    Verdict(Clock clock) {
        this.clock = clock;
    }

    /** Nothing helps but a person, who needs some minutes. */
    Outcome forAPerson(String reason) {
        return new Outcome.RetryLater(reason, UNTIL_REPAIRED);
    }

    Outcome ofStatus(int status, String code, Optional<String> retryAfter) {
        String told = "(" + status + (code.isEmpty() ? "" : " " + code) + ")";
        return switch (status) {
            case 400, 413, 415, 422 -> new Outcome.Refused("The provider rejects the question " + told);
            case 401, 403 -> forAPerson("The provider does not accept the API key " + told);
            case 404 -> forAPerson("The provider does not know the address or the model " + told);
            case 429 -> code.contains("quota")
                    ? new Outcome.RetryLater("The quota at the provider is used up " + told, UNTIL_QUOTA)
                    : new Outcome.RetryLater("The provider wants fewer questions " + told, wait(retryAfter));
            default -> status == 408 || status >= 500
                    ? new Outcome.RetryLater("The provider cannot answer now " + told, wait(retryAfter))
                    : forAPerson("The provider answers in a way that was not expected " + told);
        };
    }

    Outcome ofFailure(Throwable failure) {
        LOG.debug("No answer from the provider", failure);
        if (failure instanceof JsonPost.Expired) {
            return new Outcome.RetryLater("No answer within the deadline", null);
        }
        if (failure instanceof JsonPost.Busy) {
            return new Outcome.RetryLater("Too many questions are under way", UNTIL_QUIETER);
        }
        if (failure instanceof JsonPost.TooLarge) {
            return new Outcome.RetryLater("The answer of the model is too large", null);
        }
        return new Outcome.RetryLater("The provider cannot be reached (" + failure.getClass().getSimpleName() + ")", null);
    }

    /** RFC 9110, 10.2.3: seconds or a date. Null if it says nothing that could be meant. */
    private Duration wait(Optional<String> retryAfter) {
        String text = retryAfter.orElse("").strip();
        Duration wait = SECONDS.matcher(text).matches() ? Duration.ofSeconds(Long.parseLong(text)) : untilDate(text);
        return wait != null && wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private Duration untilDate(String text) {
        try {
            Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            Duration wait = Duration.between(clock.instant(), then);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
