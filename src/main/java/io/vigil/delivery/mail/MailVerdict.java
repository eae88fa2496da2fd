package io.vigil.delivery.mail;

import java.util.List;
import java.util.Set;

import io.vertx.core.VertxException;
import io.vertx.ext.mail.SMTPException;
import io.vigil.delivery.Outcome;

/** What it means that a mail could not be handed over (RFC 5321, 4.2.1). */
final class MailVerdict {

    private static final int SHOWN = 300;
    /** What is refused is not the mail but who signs in (RFC 4954, 6). */
    private static final Set<Integer> SIGN_IN = Set.of(530, 534, 535, 538);
    /** How the client begins what it tells of an answer to a mail, and not to a greeting or a sign-in. */
    private static final List<String> TO_MAIL = List.of("sender address", "recipient address", "DATA command", "sending data");

    private MailVerdict() {
    }

    /** Whether the server, or the way to it, is what failed. */
    static boolean isOfServer(Throwable failure) {
        return failure instanceof VertxException || !(failure instanceof RuntimeException || failure instanceof Error);
    }

    /** A server that refuses this mail for good is asked no more; one that cannot be used now may be put right. */
    static Outcome of(Throwable failure) {
        if (failure instanceof SMTPException answer && answer.isPermanent() && isAboutMail(answer)) {
            return new Outcome.Refused("The mail server refuses it: " + line(failure));
        }
        return new Outcome.RetryLater("The mail server cannot take it now: " + line(failure), null);
    }

    private static boolean isAboutMail(SMTPException answer) {
        return !SIGN_IN.contains(answer.getReplyCode()) && TO_MAIL.stream().anyMatch(answer.getMessage()::startsWith);
    }

    /** As one plain line. */
    private static String line(Throwable failure) {
        String said = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        String line = said.replaceAll("[^\\p{Print}\\p{L}]+", " ").strip();
        return line.length() > SHOWN ? line.substring(0, SHOWN) : line;
    }
}
