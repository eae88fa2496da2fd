package io.vigil.delivery.webhook;

import java.net.URI;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.hibernate.Session;
import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vigil.delivery.Channel;
import io.vigil.delivery.Message;
import io.vigil.delivery.Outcome;
import io.vigil.delivery.Outgoing;
import io.vigil.delivery.WallClock;
import io.vigil.delivery.rules.Alert;
import io.vigil.delivery.webhook.Addressee.Sought;
import io.vigil.delivery.webhook.log.PostRate;
import io.vigil.delivery.webhook.log.WebhookLog;
import io.vigil.delivery.webhook.receivers.WebhookReceiver;
import io.vigil.delivery.webhook.wire.ExtraHeaders;
import io.vigil.delivery.webhook.wire.Poster;
import io.vigil.delivery.webhook.wire.Poster.Parcel;
import io.vigil.delivery.webhook.wire.Poster.Posted;
import io.vigil.delivery.webhook.wire.SigningSecrets;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.settings.SecretBox;
import io.vigil.settings.Settings;

/**
 * Posts to the webhooks of rules that an event set off, and to the receivers of the household. Each try has the id of its
 * delivery, a signature of its own, and leaves its end in the log.
 */
@Singleton
public class WebhookChannel implements Channel {

    private static final Logger LOG = Logger.getLogger(WebhookChannel.class);
    /** What is read before a post and written after it. */
    private static final Duration FOR_ROWS = Duration.ofSeconds(10);
    private static final String MOVED = "The receiver's old address wants no more posts (410); it has another one by now";
    private static final String NO_KEY = "Nothing can be posted: the signing secrets or the headers were sealed with another "
            + "secret key";

    private final Poster poster;
    private final SigningSecrets secrets;
    private final SecretBox box;
    private final ObjectMapper json;
    private final WebhookConfig config;
    private final Settings settings;
    private final Clock clock;

    /** Whom to post to, and how long to wait with that. */
    private record Looked(Sought sought, Optional<Duration> rest) {
    }

    WebhookChannel(Poster poster, SigningSecrets secrets, SecretBox box, ObjectMapper json, WebhookConfig config,
            Settings settings, Clock clock) {
        this.poster = poster;
        this.secrets = secrets;
        this.box = box;
        this.json = json;
        this.config = config;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String word() {
        return "webhook";
    }

    @Override
    public boolean refines() {
        return true;
    }

    /** The rules that the event has set off so far, and the receivers that want to be told such a thing. */
    @Override
    public List<String> recipients(Session db, Message message) {
        List<Alert> alerts = message.eventId() == null ? List.of() : Alert.of(db, message.eventId());
        return Stream.concat(Addressee.Rule.recipients(alerts.stream()),
                Addressee.Household.recipients(WebhookReceiver.receivers(db).stream()
                        .filter(receiver -> receiver.wants(message.subject(), !alerts.isEmpty()))))
                .toList();
    }

    @Override
    public Duration deadline() {
        return config.deadline().plus(FOR_ROWS);
    }

    @Override
    public Uni<Outcome> send(Outgoing outgoing) {
        Looked looked = SessionContext.session("webhook.read").rootOnly().asReadOnly().within(Budget.REQUEST)
                .call(db -> looked(db, outgoing));
        if (looked.sought() instanceof Sought.Nobody nobody) {
            return Uni.createFrom().item(nobody.outcome());
        }
        Addressee addressee = ((Sought.Found) looked.sought()).addressee();
        if (addressee instanceof Addressee.Household household && !household.receiver().isEnabled()) {
            return Uni.createFrom().item(new Outcome.Skipped("The receiver is switched off"));
        }
        if (looked.rest().isPresent()) {
            return Uni.createFrom().item(new Outcome.RetryLater(
                    "It had " + config.perMinute() + " posts within a minute", looked.rest().get()));
        }
        return posted(outgoing, addressee);
    }

    private Looked looked(Session db, Outgoing outgoing) {
        Sought sought = Addressee.of(db, outgoing);
        return new Looked(sought, sought instanceof Sought.Found
                ? PostRate.tooMany(db, outgoing.recipient(), config.perMinute(), clock.instant())
                : Optional.empty());
    }

    private Uni<Outcome> posted(Outgoing outgoing, Addressee addressee) {
        Parcel parcel;
        try {
            parcel = parcel(outgoing, addressee);
        } catch (SecretBox.Unreadable e) {
            return unposted(outgoing, addressee, new Outcome.RetryLater(NO_KEY, null));
        } catch (IllegalArgumentException e) {
            return unposted(outgoing, addressee, new Outcome.Refused("There is no address that could be posted to"));
        }
        Optional<String> misfit = ExtraHeaders.misfit(parcel.headers());
        if (misfit.isPresent()) {
            return unposted(outgoing, addressee, new Outcome.Refused("The headers " + misfit.get()));
        }
        return Uni.createFrom().completionStage(poster.post(parcel).toCompletionStage())
                .emitOn(Infrastructure.getDefaultWorkerPool()).map(posted -> recorded(outgoing, addressee, posted));
    }

    private Parcel parcel(Outgoing outgoing, Addressee addressee) {
        URI to = addressee.postTo();
        Map<String, String> headers = addressee.headers(box);
        String title = outgoing.message().title() + WallClock.late(outgoing.message(), settings, clock.instant());
        List<String> signing = addressee.isSigned() ? secrets.active() : List.of();
        return new Parcel(outgoing.id().toString(), to, headers, bytes(addressee.body(outgoing, title)), signing,
                config.deadline());
    }

    private byte[] bytes(Object body) {
        try {
            return json.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A record of simple values is JSON", e);
        }
    }

    /** The log tells also of what was not even posted. */
    private Uni<Outcome> unposted(Outgoing outgoing, Addressee addressee, Outcome outcome) {
        WebhookLog.Try ended = new WebhookLog.Try(0, 0, WebhookVerdict.error(outcome));
        return Uni.createFrom().item(noted(outgoing, addressee, ended, outcome));
    }

    private Outcome recorded(Outgoing outgoing, Addressee addressee, Posted posted) {
        Outcome outcome = outcome(addressee, posted, clock.instant());
        WebhookLog.Try ended = new WebhookLog.Try(posted.status(), posted.millis(), WebhookVerdict.error(outcome));
        return noted(outgoing, addressee, ended, outcome);
    }

    /** What is known of a try stands, also if it cannot be noted: the log then lacks it. */
    private Outcome noted(Outgoing outgoing, Addressee addressee, WebhookLog.Try ended, Outcome outcome) {
        Instant now = clock.instant();
        try {
            return SessionContext.session("webhook.log").rootOnly().within(Budget.REQUEST).call(db -> {
                WebhookLog.put(db, outgoing, addressee.logged(), ended, now);
                boolean isElsewhere = outcome instanceof Outcome.Gone gone && addressee instanceof Addressee.Household household
                        && !WebhookReceiver.disable(household.receiver(), gone.reason(), now);
                return isElsewhere ? new Outcome.RetryLater(MOVED, null) : outcome;
            });
        } catch (PersistenceException | SessionException e) {
            // Its message may hold the whole row.
            LOG.warnf("What became of a post of delivery %s was not noted: SQL state %s, %s", outgoing.id(),
                    SessionException.sqlException(e).map(SQLException::getSQLState).orElse("none"),
                    e.getClass().getSimpleName());
        }
        return outcome;
    }

    /** A receiver of ours that wants no more is switched off; a rule is a person's, who is told by the dead letter. */
    private static Outcome outcome(Addressee addressee, Posted posted, Instant now) {
        Outcome outcome = WebhookVerdict.of(posted.reply(), now);
        return posted.status() == WebhookVerdict.GONE && addressee instanceof Addressee.Household
                ? new Outcome.Gone("The receiver wants no more posts (410)")
                : outcome;
    }
}
