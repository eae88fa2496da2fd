package io.vigil.delivery.webhook;

import java.time.Instant;

import io.vigil.delivery.Outcome;
import io.vigil.delivery.targets.Reply;
import io.vigil.delivery.targets.RetryAfter;

/**
 * What a receiver's answer means (Standard Webhooks 1.0.0, "Delivery success and failure"). Nothing that it says is repeated:
 * some say what they were sent, with its headers.
 */
final class WebhookVerdict {

    static final int GONE = 410;

    private WebhookVerdict() {
    }

    static Outcome of(Reply reply, Instant now) {
        if (reply instanceof Reply.Refused refused) {
            return refused.isForNow() ? new Outcome.RetryLater(refused.reason(), null) : new Outcome.Refused(refused.reason());
        }
        if (reply instanceof Reply.Unanswered unanswered) {
            return new Outcome.RetryLater(unanswered.reason(), null);
        }
        Reply.Answered answer = (Reply.Answered) reply;
        int status = answer.status();
        if (status / 100 == 2) {
            return new Outcome.Delivered();
        }
        if (status == 408 || status == 429 || status >= 500) {
            return new Outcome.RetryLater("The receiver cannot take it now (" + status + ")",
                    RetryAfter.of(answer.retryAfter(), now));
        }
        if (status == GONE) {
            return new Outcome.Refused("The receiver wants no more posts (410)");
        }
        return new Outcome.Refused(status / 100 == 3 ? "Redirects are not followed (" + status + ")"
                : "The receiver does not take it (" + status + ")");
    }

    /** Why it did not arrive, for a person; null if it did. */
    static String error(Outcome outcome) {
        if (outcome instanceof Outcome.Refused refused) {
            return refused.reason();
        }
        if (outcome instanceof Outcome.RetryLater later) {
            return later.reason();
        }
        return outcome instanceof Outcome.Gone gone ? gone.reason() : null;
    }
}
