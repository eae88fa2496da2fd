package io.vigil.delivery.webhook.receivers;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.vigil.delivery.Message;
import io.vigil.delivery.Outgoing;
import io.vigil.settings.SecretBox;

/**
 * A receiver as sending needs it, outside the session that read it.
 *
 * @param click what a tap on what it shows opens, with {@code {event_id}} for the event; null for nothing
 * @param headers by name, sealed
 * @param token sealed; null for none
 */
public record Receiver(UUID id, String name, URI url, Form form, Set<Wanted> wanted, boolean isEnabled, String click,
        Map<String, String> headers, String token) {

    /** What the sealed values of headers are for. */
    static final String HEADER = "webhook_receiver.header";
    /** What a sealed token is for. */
    static final String TOKEN = "webhook_receiver.token";
    private static final String EVENT_ID = "{event_id}";

    /** Whether it wants to be told this, which set off a rule or did not. */
    public boolean wants(Message.Subject subject, boolean isAlert) {
        return wanted.stream().anyMatch(one -> one.covers(subject, isAlert));
    }

    /** Where it takes posts. */
    public URI postTo() {
        return form.postTo(url);
    }

    /** Whether posts to it are signed. */
    public boolean isSigned() {
        return form.isSigned();
    }

    /**
     * Headers of a post, open.
     *
     * @throws SecretBox.Unreadable if they were sealed with another secret key than the present one
     */
    public Map<String, String> openHeaders(SecretBox box) {
        Map<String, String> open = new LinkedHashMap<>(
                form.authorization(token == null ? null : box.decrypt(token, TOKEN)));
        headers.forEach((header, value) -> open.put(header, box.decrypt(value, HEADER)));
        return open;
    }

    /**
     * What is posted, for the JSON mapper.
     *
     * @param title of what is told late with its time, for forms that have no field for that
     */
    public Object body(Outgoing outgoing, String title, EventFacts facts) {
        return form.body(this, outgoing, title, facts);
    }

    String clickUrl(Outgoing outgoing) {
        UUID event = outgoing.message().eventId();
        return click == null ? null : click.replace(EVENT_ID, event == null ? "" : event.toString());
    }
}
