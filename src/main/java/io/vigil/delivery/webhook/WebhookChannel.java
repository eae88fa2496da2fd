package io.vigil.delivery.webhook;

import java.net.URI;
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
import io.vigil.delivery.rules.Alert;
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

/**
 * Posts to the webhooks of rules that an event set off, and to the receivers of the household. Each try has the id of its
 * delivery, a signature of its own, and leaves its end in the log.
 */
@Singleton
public class WebhookChannel implements Channel {

    private static final Logger LOG = Logger.getLogger(WebhookChannel.class);
    /** What is read before a post and written after it. */
    private static final Duration FOR_ROWS = Duration.ofSeconds(10);
    private static final String NO_KEY = "Nothing can be posted: the signing secrets or the headers were sealed with another "
            + "secret key";

    private final Poster poster;
    private final SigningSecrets secrets;
    private final SecretBox box;
    private final ObjectMapper json;
    private final WebhookConfig config;
    private final Clock clock;

    /** Whom to post to, and how long to wait with that. */
    private record Found(Addressee addressee, Optional<Duration> rest) {
    }

    WebhookChannel(Poster poster, SigningSecrets secrets, SecretBox box, ObjectMapper json, WebhookConfig config,
            Clock clock) {
        this.poster = poster;
        this.secrets = secrets;
        this.box = box;
        this.json = json;
        this.config = config;
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
        Optional<Found> found = SessionContext.session("webhook.read").rootOnly().asReadOnly().within(Budget.REQUEST)
                .call(db -> found(db, outgoing));
        if (found.isEmpty()) {
            return Uni.createFrom().item(new Outcome.Gone("The rule or receiver was deleted, or posts nowhere any more"));
        }
        Addressee addressee = found.get().addressee();
        if (addressee instanceof Addressee.Household household && !household.receiver().isEnabled()) {
            return Uni.createFrom().item(new Outcome.Skipped("The receiver is switched off"));
        }
        if (found.get().rest().isPresent()) {
            return Uni.createFrom().item(new Outcome.RetryLater(
                    "It had " + config.perMinute() + " posts within a minute", found.get().rest().get()));
        }
        return posted(outgoing, addressee);
    }

    private Optional<Found> found(Session db, Outgoing outgoing) {
        return Addressee.of(db, outgoing).map(addressee -> new Found(addressee,
                WebhookLog.tooMany(db, outgoing.recipient(), config.perMinute(), clock.instant())));
    }

    private Uni<Outcome> posted(Outgoing outgoing, Addressee addressee) {
        Parcel parcel;
        try {
            parcel = parcel(outgoing, addressee);
        } catch (SecretBox.Unreadable e) {
            return Uni.createFrom().item(new Outcome.Refused(NO_KEY));
        } catch (IllegalArgumentException e) {
            return Uni.createFrom().item(new Outcome.Refused("There is no address that could be posted to"));
        }
        Optional<String> misfit = ExtraHeaders.misfit(parcel.headers());
        if (misfit.isPresent()) {
            return Uni.createFrom().item(new Outcome.Refused("The headers " + misfit.get()));
        }
        return Uni.createFrom().completionStage(poster.post(parcel).toCompletionStage())
                .emitOn(Infrastructure.getDefaultWorkerPool()).map(posted -> recorded(outgoing, addressee, posted));
    }

    private Parcel parcel(Outgoing outgoing, Addressee addressee) {
        URI to = addressee.postTo();
        Map<String, String> headers = addressee.headers(box);
        List<String> signing = addressee.isSigned() ? secrets.active() : List.of();
        return new Parcel(outgoing.id().toString(), to, headers, bytes(addressee.body(outgoing)), signing, config.deadline());
    }

    private byte[] bytes(Object body) {
        try {
            return json.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A record of simple values is JSON", e);
        }
    }

    /** What is known of a post stands, also if the database is away: the log then lacks this try. */
    private Outcome recorded(Outgoing outgoing, Addressee addressee, Posted posted) {
        Instant now = clock.instant();
        Outcome outcome = outcome(addressee, posted, now);
        WebhookLog.Try ended = new WebhookLog.Try(posted.status(), posted.millis(), WebhookVerdict.error(outcome));
        try {
            SessionContext.session("webhook.log").rootOnly().within(Budget.REQUEST).run(db -> {
                WebhookLog.put(db, outgoing, addressee.logged(), ended, now);
                if (outcome instanceof Outcome.Gone gone && addressee instanceof Addressee.Household household) {
                    WebhookReceiver.disable(household.receiver(), gone.reason(), now);
                }
            });
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            LOG.warnf("No database to note a post of delivery %s in: %s", outgoing.id(), e.getMessage());
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
