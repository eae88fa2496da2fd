package io.vigil.delivery.mail;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.vertx.core.VertxException;
import io.vertx.ext.mail.SMTPException;
import io.vigil.delivery.Outcome;

/** What it means that a mail could not be handed over (RFC 5321, 4.2.1; RFC 3463). */
final class MailVerdict {

    private static final int SHOWN = 300;
    /** How the client begins what it tells of an answer to the recipient's address. */
    private static final String TO_RECIPIENT = "recipient address";
    /** Likewise, to what stands in the mail. */
    private static final Set<String> TO_CONTENT = Set.of("DATA command", "sending data");
    /** What a server without better codes says of a recipient that it does not know (RFC 5321, 4.2.3). */
    private static final Set<Integer> NO_SUCH_MAILBOX = Set.of(550, 551, 552, 553);
    /** The class is that of the answer: 5. */
    private static final Pattern ENHANCED = Pattern.compile("^\\d{3}[ -]5\\.(\\d{1,3}\\.\\d{1,3})\\b");
    /** RFC 3463, 3: about an address, about a mailbox, about what stands in the mail. */
    private static final Pattern OF_THIS_MAIL = Pattern.compile("[126]\\..*");
    /** Of those, what is about the sender's address, or passes: a full mailbox. */
    private static final Set<String> OF_OTHERS = Set.of("1.7", "1.8", "2.2");
    /** No status at all, but for the class. */
    private static final String UNDEFINED = "0.0";

    private MailVerdict() {
    }

    /** Whether the server, or the way to it, is what failed. */
    static boolean isOfServer(Throwable failure) {
        return failure instanceof VertxException || !(failure instanceof RuntimeException || failure instanceof Error);
    }

    /**
     * A server that will never have this recipient, or what stands in this mail, is asked no more. Whatever else it refuses,
     * the sender, the sign-in, to relay, or so many mails, may be put right.
     */
    static Outcome of(Throwable failure) {
        if (failure instanceof SMTPException answer && answer.isPermanent() && isAboutMail(answer)) {
            return new Outcome.Refused("The mail server refuses it: " + line(failure));
        }
        return new Outcome.RetryLater("The mail server cannot take it now: " + line(failure), null);
    }

    private static boolean isAboutMail(SMTPException answer) {
        boolean isRecipient = answer.getMessage().startsWith(TO_RECIPIENT);
        if (!isRecipient && TO_CONTENT.stream().noneMatch(answer.getMessage()::startsWith)) {
            return false;
        }
        String said = answer.getReplyMessage();
        Matcher enhanced = ENHANCED.matcher(said);
        String status = enhanced.find() ? enhanced.group(1) : UNDEFINED;
        if (status.equals(UNDEFINED)) {
            return isRecipient && NO_SUCH_MAILBOX.contains(answer.getReplyCode())
                    && !said.toLowerCase(Locale.ROOT).contains("relay");
        }
        return OF_THIS_MAIL.matcher(status).matches() && !OF_OTHERS.contains(status);
    }

    /** As one plain line. */
    private static String line(Throwable failure) {
        String said = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        String line = said.replaceAll("[^\\p{Print}\\p{L}]+", " ").strip();
        return line.length() > SHOWN ? line.substring(0, SHOWN) : line;
    }
}
