package io.vigil.ai.internal;

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

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.ai.internal.AiClient.Answer;
import io.vigil.ai.internal.AiClient.Owed;
import io.vigil.ai.internal.ProviderSettings.Endpoint;

/** What a failed call means for the caller. Reasons are fixed sentences: nothing that came over the wire but a short code. */
@Singleton
public class Verdict {

    static final String BUSY = "busy";
    private static final Logger LOG = Logger.getLogger(Verdict.class);
    private static final Duration UNTIL_QUIETER = Duration.ofSeconds(5);
    private static final Duration UNTIL_REPAIRED = Duration.ofMinutes(10);
    private static final Duration UNTIL_QUOTA = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
    private static final Pattern CODE = Pattern.compile("[a-z_]{1,40}");

    private final Clock clock;

    Verdict(Clock clock) {
        this.clock = clock;
    }

    /** What to do next. */
    public enum Then {
        /** Ask the same provider once more soon, then the next; all of it may be done again later. */
        AGAIN,
        /** Ask the next provider; all of it may be done again later. */
        NEXT,
        /** Ask the next provider; this one never takes this question. */
        NEVER
    }

    /**
     * Why there is no answer.
     *
     * @param word for programs, such as {@code rate_limited}
     * @param reason for a person, without anything that was sent
     * @param after how long to wait at least before the provider is asked again, or null
     * @param owed what may have to be paid for the call all the same
     */
    public record Failure(Then then, String word, String reason, Duration after, Owed owed) {

        /** One that nobody wants to be paid for. */
        public Failure(Then then, String word, String reason, Duration after) {
            this(then, word, reason, after, Owed.NOTHING);
        }

        /** Whether the whole question went out and no error came back, so that it may have been worked on. */
        public boolean mayCost() {
            return owed.compareTo(Owed.QUESTION) >= 0;
        }
    }

    /** Nothing helps but a person, who needs some minutes. */
    public Failure forAPerson(String word, String reason) {
        return new Failure(Then.NEXT, word, reason, UNTIL_REPAIRED);
    }

    /** The provider failed too often and is left alone. */
    public Failure paused(Duration left) {
        return new Failure(Then.NEXT, "breaker_open", "The provider failed several times and is not asked for a while", left);
    }

    /** It answers, but not what was agreed. */
    public Failure unreadable() {
        return new Failure(Then.NEXT, "bad_answer", "The answer of the model could not be read", null);
    }

    /** It answers that it will not. */
    Failure declined() {
        return new Failure(Then.NEVER, "declined", "The model declines to answer", null);
    }

    /** Whether anything went out, so that there is a call to book; a success, null, did. */
    public boolean wasCalled(Failure failure) {
        return failure == null || failure.owed() != Owed.NO_CALL;
    }

    /** What an answer says about failing, or null if it is a good one. */
    public Failure ofAnswer(Answer answer, Endpoint from, WireFormat wire) {
        if (answer.status() / 100 == 2) {
            return null;
        }
        JsonNode body = AiClient.json(answer.body());
        String code = wire.errorCode(body);
        // Not the key either, if somebody sends it back.
        boolean shown = isCode(code) && from.key().filter(key -> key.contains(code)).isEmpty();
        return ofStatus(answer.status(), shown ? code : "", answer.retryAfter().or(() -> wire.retryAfter(body)));
    }

    /** Whether it is short and plain enough to be repeated. */
    static boolean isCode(String text) {
        return CODE.matcher(text).matches();
    }

    private Failure ofStatus(int status, String code, Optional<String> retryAfter) {
        String told = "(" + status + (code.isEmpty() ? "" : " " + code) + ")";
        if (code.contains("quota") || status == 402) {
            return new Failure(Then.NEXT, "quota_exhausted", "The quota at the provider is used up " + told, UNTIL_QUOTA);
        }
        if (status == 401 || status == 403 || status == 400 && code.startsWith("api_key_")) {
            return forAPerson("key_rejected", "The provider does not accept the API key " + told);
        }
        return switch (status) {
            case 400, 413, 415, 422 -> new Failure(Then.NEVER, "refused", "The provider rejects the question " + told, null);
            case 404 -> forAPerson("not_found", "The provider does not know the address or the model " + told);
            case 429 -> new Failure(Then.AGAIN, "rate_limited", "The provider wants fewer questions " + told,
                    wait(retryAfter));
            default -> status == 408 || status >= 500
                    ? new Failure(Then.AGAIN, "unavailable", "The provider cannot answer now " + told, wait(retryAfter))
                    : forAPerson("bad_answer", "The provider answers in a way that was not expected " + told);
        };
    }

    /** What it means that there is no answer at all. */
    public Failure ofFailure(Throwable failure) {
        LOG.debug("No answer from the provider", failure);
        return failure instanceof AiClient.Unanswered unanswered ? unanswered(unanswered.getCause(), unanswered.owed())
                : unanswered(failure, Owed.NO_CALL);
    }

    private static Failure unanswered(Throwable why, Owed owed) {
        if (why instanceof AiClient.Expired) {
            return new Failure(Then.NEXT, "timeout", "No answer within the deadline", null, owed);
        }
        if (why instanceof AiClient.Busy) {
            return new Failure(Then.NEXT, BUSY, "Too many questions are under way", UNTIL_QUIETER, owed);
        }
        if (why instanceof AiClient.TooLarge) {
            return new Failure(Then.NEXT, "bad_answer", "The answer of the model is too large", null, owed);
        }
        return new Failure(Then.NEXT, "unreachable",
                "The provider cannot be reached (" + why.getClass().getSimpleName() + ")", null, owed);
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
