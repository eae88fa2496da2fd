package io.vigil.delivery.mail;

import java.io.ByteArrayInputStream;
import java.io.IOException;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;

/**
 * A mail as it came in.
 *
 * @param sender of the envelope
 * @param recipient likewise
 */
public record ReceivedMail(String sender, String recipient, byte[] bytes) {

    /** A header's value, or null; more than one of that name is an error. */
    public String header(String name) {
        try {
            String[] values = message().getHeader(name);
            if (values != null && values.length > 1) {
                throw new IllegalStateException("More than one " + name);
            }
            return values == null ? null : values[0];
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    String subject() {
        try {
            return message().getSubject();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The part of mail programs without HTML. */
    String plain() {
        return part(0, "text/plain");
    }

    String html() {
        return part(1, "text/html");
    }

    private String part(int index, String type) {
        try {
            MimeMessage message = message();
            if (!message.isMimeType("multipart/alternative")) {
                throw new IllegalStateException(message.getContentType());
            }
            BodyPart part = ((MimeMultipart) message.getContent()).getBodyPart(index);
            if (!part.isMimeType(type)) {
                throw new IllegalStateException(part.getContentType());
            }
            return (String) part.getContent();
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private MimeMessage message() throws MessagingException {
        return new MimeMessage(null, new ByteArrayInputStream(bytes));
    }
}
