package io.vigil.delivery.push.wire;

import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.vigil.delivery.Outcome;
import io.vigil.delivery.targets.Reply;
import io.vigil.delivery.targets.RetryAfter;

/** What a push service's answer means (RFC 8030, 5 and 7.3; RFC 8292, 2). */
final class PushVerdict {

    private static final int SHOWN = 200;
    /** Shorter parts of an address are no secrets, and might be words of an answer. */
    private static final int SECRET_FROM = 8;
    private static final String HIDDEN = "...";
    private static final Pattern BETWEEN_PARTS = Pattern.compile("[/?&=]");

    private PushVerdict() {
    }

    /** @param endpoint where it was sent; whoever knows it can send there, so that no reason repeats it */
    static Outcome of(Reply reply, URI endpoint, Instant now) {
        if (reply instanceof Reply.Refused refused) {
            return refused.isForNow() ? new Outcome.RetryLater(refused.reason(), null) : new Outcome.Refused(refused.reason());
        }
        if (reply instanceof Reply.Unanswered unanswered) {
            return new Outcome.RetryLater(unanswered.reason(), null);
        }
        Reply.Answered answer = (Reply.Answered) reply;
        int status = answer.status();
        String told = " (" + status + said(answer.body(), endpoint) + ")";
        if (status / 100 == 2) {
            return new Outcome.Delivered();
        }
        if (status == 408 || status == 429 || status >= 500) {
            return new Outcome.RetryLater("The push service cannot take it now" + told,
                    RetryAfter.of(answer.retryAfter(), now));
        }
        return switch (status) {
            case 404, 410 -> new Outcome.Gone("The browser has unsubscribed, or its subscription expired" + told);
            case 401, 403 -> new Outcome.Refused("The push service does not accept the signature: the browser subscribed to "
                    + "another public key and must subscribe anew, or the subject or the clock is wrong" + told);
            case 413 -> new Outcome.Refused("The push service finds the message too large" + told);
            case 400 -> new Outcome.Refused("The push service finds the request wrong" + told);
            default -> new Outcome.Refused("The push service answers in a way that was not expected" + told);
        };
    }

    /** The beginning of what the service says, as one plain line without what makes the endpoint a secret. */
    private static String said(String body, URI endpoint) {
        String line = without(endpoint, body).replaceAll("[^\\p{Print}\\p{L}]+", " ").strip();
        return line.isEmpty() ? "" : ": " + (line.length() > SHOWN ? line.substring(0, SHOWN) : line);
    }

    private static String without(URI endpoint, String text) {
        String rest = text;
        for (String address : List.of(endpoint.getRawSchemeSpecificPart(), endpoint.getSchemeSpecificPart())) {
            String path = address.substring(Math.max(0, address.indexOf('/', 2)));
            List<String> parts = Stream.concat(Stream.of(path), BETWEEN_PARTS.splitAsStream(path))
                    .filter(part -> part.length() >= SECRET_FROM)
                    .sorted(Comparator.comparingInt(String::length).reversed()).toList();
            for (String part : parts) {
                rest = rest.replace(part, HIDDEN);
            }
        }
        return rest;
    }
}
