package io.vigil.delivery.push.wire;

import java.time.Instant;

import io.vigil.delivery.Outcome;
import io.vigil.delivery.targets.Reply;
import io.vigil.delivery.targets.RetryAfter;

/** What a push service's answer means (RFC 8030, 5 and 7.3; RFC 8292, 2). */
final class PushVerdict {

    private static final int SHOWN = 200;

    private PushVerdict() {
    }

    static Outcome of(Reply reply, Instant now) {
        if (reply instanceof Reply.Refused refused) {
            return new Outcome.Refused(refused.reason());
        }
        if (reply instanceof Reply.Unanswered unanswered) {
            return new Outcome.RetryLater(unanswered.reason(), null);
        }
        Reply.Answered answer = (Reply.Answered) reply;
        int status = answer.status();
        String told = " (" + status + said(answer.body()) + ")";
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

    /** The beginning of what the service says, as one plain line. */
    private static String said(String body) {
        String line = body.replaceAll("[^\\p{Print}\\p{L}]+", " ").strip();
        return line.isEmpty() ? "" : ": " + (line.length() > SHOWN ? line.substring(0, SHOWN) : line);
    }
}
