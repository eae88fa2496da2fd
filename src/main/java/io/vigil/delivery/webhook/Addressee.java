package io.vigil.delivery.webhook;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import org.hibernate.Session;

import io.vigil.delivery.Outcome;
import io.vigil.delivery.Outgoing;
import io.vigil.delivery.rules.Alert;
import io.vigil.delivery.webhook.log.WebhookLog;
import io.vigil.delivery.webhook.receivers.EventFacts;
import io.vigil.delivery.webhook.receivers.Receiver;
import io.vigil.delivery.webhook.receivers.WebhookReceiver;
import io.vigil.settings.SecretBox;

/** Whom a delivery goes to, as the rows say now: an alert rule or a receiver of the household. */
sealed interface Addressee {

    /** For the log. */
    WebhookLog.To logged();

    /**
     * Where it takes posts.
     *
     * @throws IllegalArgumentException if that is no address
     */
    URI postTo();

    /** Whether posts to it are signed. */
    boolean isSigned();

    /**
     * Headers that it wants, open.
     *
     * @throws SecretBox.Unreadable if they were sealed with another secret key than the present one
     */
    Map<String, String> headers(SecretBox box);

    /**
     * What is posted, for the JSON mapper.
     *
     * @param title of what is told late with its time, for forms that have no field for that
     */
    Object body(Outgoing outgoing, String title);

    /** A rule that the event has set off. */
    record Rule(Alert alert, EventFacts facts) implements Addressee {

        private static final String RECIPIENT = "rule:";

        static Stream<String> recipients(Stream<Alert> alerts) {
            return alerts.filter(alert -> alert.webhook() != null).map(alert -> RECIPIENT + alert.ruleId());
        }

        @Override
        public WebhookLog.To logged() {
            return new WebhookLog.To(alert.ruleId(), null, alert.ruleName(), alert.webhook().url());
        }

        @Override
        public URI postTo() {
            return URI.create(alert.webhook().url());
        }

        @Override
        public boolean isSigned() {
            return true;
        }

        @Override
        public Map<String, String> headers(SecretBox box) {
            return alert.webhook().open(box);
        }

        @Override
        public Object body(Outgoing outgoing, String title) {
            return AlertBody.of(outgoing, facts, alert);
        }
    }

    /**
     * A receiver.
     *
     * @param facts null for what is about no event, or none any more
     */
    record Household(Receiver receiver, EventFacts facts) implements Addressee {

        private static final String RECIPIENT = "receiver:";

        static Stream<String> recipients(Stream<Receiver> receivers) {
            return receivers.map(receiver -> RECIPIENT + receiver.id());
        }

        @Override
        public WebhookLog.To logged() {
            return new WebhookLog.To(null, receiver.id(), receiver.name(), receiver.url().toString());
        }

        @Override
        public URI postTo() {
            return receiver.postTo();
        }

        @Override
        public boolean isSigned() {
            return receiver.isSigned();
        }

        @Override
        public Map<String, String> headers(SecretBox box) {
            return receiver.openHeaders(box);
        }

        @Override
        public Object body(Outgoing outgoing, String title) {
            return receiver.body(outgoing, title, facts);
        }
    }

    /** Whom a delivery goes to, or why to nobody. */
    sealed interface Sought {

        /** Somebody. */
        record Found(Addressee addressee) implements Sought {
        }

        /** Nobody, and what that means for the delivery. */
        record Nobody(Outcome outcome) implements Sought {
        }
    }

    /** Whom this delivery goes to, inside the session that is open. */
    static Sought of(Session db, Outgoing outgoing) {
        UUID eventId = outgoing.message().eventId();
        Optional<EventFacts> facts = eventId == null ? Optional.empty() : EventFacts.of(db, eventId);
        String recipient = outgoing.recipient();
        if (recipient.startsWith(Household.RECIPIENT)) {
            UUID id = UUID.fromString(recipient.substring(Household.RECIPIENT.length()));
            return WebhookReceiver.receiver(db, id)
                    .<Sought> map(receiver -> new Sought.Found(new Household(receiver, facts.orElse(null))))
                    .orElseGet(Addressee::gone);
        }
        UUID ruleId = UUID.fromString(recipient.substring(Rule.RECIPIENT.length()));
        return facts.flatMap(known -> Alert.of(db, eventId).stream()
                .filter(alert -> alert.ruleId().equals(ruleId) && alert.webhook() != null).findFirst()
                .<Sought> map(alert -> new Sought.Found(new Rule(alert, known)))).orElseGet(() -> withoutAlert(db, ruleId));
    }

    /** A rule that is there takes posts of other events. */
    private static Sought withoutAlert(Session db, UUID ruleId) {
        return Alert.ofRule(db, ruleId).filter(rule -> rule.webhook() != null)
                .<Sought> map(rule -> new Sought.Nobody(new Outcome.Skipped("The event was deleted")))
                .orElseGet(Addressee::gone);
    }

    /** All that waits for it has nobody to go to. */
    private static Sought gone() {
        return new Sought.Nobody(new Outcome.Gone("The rule or receiver was deleted, or posts nowhere any more"));
    }
}
