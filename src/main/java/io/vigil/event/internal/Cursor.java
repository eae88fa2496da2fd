package io.vigil.event.internal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.vigil.event.EventView;
import io.vigil.web.ProblemException;

/** Where a page ended: the key of its last event, opaque to clients. */
record Cursor(Instant occurredAt, UUID id) {

    private static final Pattern FORM = Pattern.compile("(-?\\d{1,18}):(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})");

    static Cursor after(EventView last) {
        return new Cursor(last.timestamp(), last.id());
    }

    static Cursor parse(String text) {
        try {
            Matcher form = FORM.matcher(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII));
            if (form.matches()) {
                return new Cursor(Instant.EPOCH.plus(Long.parseLong(form.group(1)), ChronoUnit.MICROS),
                        UUID.fromString(form.group(2)));
            }
        } catch (IllegalArgumentException e) {
            // Not base64: the same answer as for base64 of something else.
        }
        throw ProblemException.invalid("query", "cursor", "must be a next_cursor of an earlier page");
    }

    String text() {
        String plain = ChronoUnit.MICROS.between(Instant.EPOCH, occurredAt) + ":" + id;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
    }
}
