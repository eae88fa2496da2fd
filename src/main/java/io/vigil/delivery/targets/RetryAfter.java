package io.vigil.delivery.targets;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/** How long a receiver wants to be left alone (RFC 9110, 10.2.3). */
public final class RetryAfter {

    /** Nobody is believed who asks for more. */
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    private RetryAfter() {
    }

    /** Reads seconds or a date; null if it says nothing that could be meant. */
    public static Duration of(Optional<String> header, Instant now) {
        String text = header.orElse("").strip();
        Duration wait = SECONDS.matcher(text).matches() ? Duration.ofSeconds(Long.parseLong(text)) : untilDate(text, now);
        return wait != null && wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static Duration untilDate(String text, Instant now) {
        try {
            Duration wait = Duration.between(now,
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
