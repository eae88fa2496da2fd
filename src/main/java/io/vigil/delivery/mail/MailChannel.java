package io.vigil.delivery.mail;

import java.time.Clock;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

import jakarta.inject.Singleton;

import org.hibernate.Session;

import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.ext.mail.MailMessage;
import io.vigil.delivery.Channel;
import io.vigil.delivery.Message;
import io.vigil.delivery.Message.Subject;
import io.vigil.delivery.Outcome;
import io.vigil.delivery.Outgoing;
import io.vigil.delivery.rules.Alert;
import io.vigil.session.SessionContext;
import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;

/**
 * Mails to the household's addresses: digests to those of {@code digest_email_recipients}, events that set off a rule and what
 * the system has to say to those of {@code alert_email_recipients}. Each address has a mail of its own, so that a server that
 * refuses one delays no other, and nobody is told who else is told.
 */
@Singleton
class MailChannel implements Channel {

    private static final String NO_SENDER = "Nothing is mailed until vigil.delivery.mail.from names a sender";
    private static final String NOT_WANTED = "The address is not among the recipients any more";
    /** RFC 5322, 3.3. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss Z", Locale.ENGLISH);

    private final MailServer server;
    private final Settings settings;
    private final MailConfig config;
    private final Clock clock;

    MailChannel(MailServer server, Settings settings, MailConfig config, Clock clock) {
        this.server = server;
        this.settings = settings;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public String word() {
        return "email";
    }

    /** A mail cannot be taken back, and a second one for a better text would be noise. */
    @Override
    public boolean refines() {
        return false;
    }

    @Override
    public List<String> recipients(Session db, Message message) {
        List<String> addresses = config.from().isEmpty() ? List.of() : addresses(message.subject());
        boolean isTold = message.subject() != Subject.EVENT || addresses.isEmpty()
                || !Alert.of(db, message.eventId()).isEmpty();
        return isTold ? addresses : List.of();
    }

    private List<String> addresses(Subject subject) {
        return settings.get(switch (subject) {
            case DIGEST -> SettingKey.DIGEST_EMAIL_RECIPIENTS;
            case EVENT, SPENDING, SYSTEM -> SettingKey.ALERT_EMAIL_RECIPIENTS;
        }).each();
    }

    @Override
    public Duration deadline() {
        return config.deadline();
    }

    @Override
    public Uni<Outcome> send(Outgoing outgoing) {
        if (config.from().isEmpty()) {
            return Uni.createFrom().item(new Outcome.Refused(NO_SENDER));
        }
        if (!addresses(outgoing.message().subject()).contains(outgoing.recipient())) {
            return Uni.createFrom().item(new Outcome.Skipped(NOT_WANTED));
        }
        SessionContext.requireNone("mail");
        return server.send(mail(outgoing, config.from().get())).map(sent -> (Outcome) new Outcome.Delivered())
                .onFailure(MailVerdict::isOfServer).recoverWithItem(MailVerdict::of);
    }

    private MailMessage mail(Outgoing outgoing, String from) {
        Letter letter = Letter.of(outgoing.message(), settings);
        return new MailMessage().setFrom(Sender.of(settings.get(SettingKey.SYSTEM_NAME), from)).setTo(outgoing.recipient())
                .setSubject(letter.title())
                .setText(letter.plain()).setHtml(letter.render()).setHeaders(headers(outgoing, from));
    }

    private MultiMap headers(Outgoing outgoing, String from) {
        return MultiMap.caseInsensitiveMultiMap()
                // The same for each try, so that a mailbox that was handed it twice can show it once.
                .add("Message-ID", "<" + outgoing.id() + from.substring(from.indexOf('@')) + ">")
                .add("X-Vigil-Delivery", outgoing.id().toString())
                .add("Date", DATE.format(clock.instant().atZone(settings.get(SettingKey.TIMEZONE))))
                // Or somebody's absence would be told to the sender each time (RFC 3834, 5).
                .add("Auto-Submitted", "auto-generated");
    }
}
