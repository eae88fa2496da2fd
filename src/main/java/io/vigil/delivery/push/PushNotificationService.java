package io.vigil.delivery.push;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.hibernate.Session;
import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Future;
import io.vigil.delivery.Channel;
import io.vigil.delivery.Message;
import io.vigil.delivery.Outcome;
import io.vigil.delivery.Outgoing;
import io.vigil.delivery.push.wire.PushSender;
import io.vigil.delivery.push.wire.PushSender.Browser;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.settings.SecretBox;

/**
 * Tells browsers. A recipient is a subscription's id; who wants what is asked when a delivery is made and again when it is
 * sent, because wishes change and quiet hours begin. A subscription that its push service does not know any more is forgotten.
 */
@Singleton
public class PushNotificationService implements Channel {

    /** Why nothing is pushed at all, for a person. */
    static final String NO_SUBJECT = "Nothing is pushed until vigil.delivery.push.subject names a mailto: or https: address "
            + "at which push services reach whoever runs this";
    /** Likewise. */
    static final String NO_KEY = "Nothing can be pushed: the keys were sealed with another secret key";
    private static final String RENEWED = "The browser had unsubscribed; it subscribed anew meanwhile, or was removed";
    private static final Logger LOG = Logger.getLogger(PushNotificationService.class);
    /** What is read before a push and written after it. */
    private static final Duration FOR_ROWS = Duration.ofSeconds(10);

    private final PushSender sender;
    private final SecretBox box;
    private final PushConfig config;
    private final Clock clock;

    /** Who is to be told, and whether something later was told meanwhile. */
    private record Asked(Receiver receiver, boolean isOvertaken) {
    }

    /**
     * How a test of a subscription ended.
     *
     * @param error for a person; null if it arrived
     */
    record Tried(UUID subscriptionId, boolean success, String error) {
    }

    PushNotificationService(PushSender sender, SecretBox box, PushConfig config, Clock clock) {
        this.sender = sender;
        this.box = box;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public String word() {
        return "push";
    }

    @Override
    public boolean refines() {
        return true;
    }

    /** The subscriptions of users who may sign in that want to be told this now. */
    @Override
    public List<String> recipients(Session db, Message message) {
        if (config.subject().isEmpty()) {
            return List.of();
        }
        Instant now = clock.instant();
        return PushSubscription.receivers(db).stream().filter(receiver -> receiver.against(message, now).isEmpty())
                .map(receiver -> receiver.id().toString()).toList();
    }

    @Override
    public Duration deadline() {
        return config.deadline().plus(FOR_ROWS);
    }

    @Override
    public Uni<Outcome> send(Outgoing outgoing) {
        UUID id = UUID.fromString(outgoing.recipient());
        Optional<Asked> found = SessionContext.session("push.read").asReadOnly().within(Budget.REQUEST)
                .call(db -> PushSubscription.receiver(db, id).map(receiver -> new Asked(receiver,
                        PushSubscription.isOvertaken(db, outgoing))));
        if (found.isEmpty()) {
            return Uni.createFrom().item(new Outcome.Gone("The browser has unsubscribed"));
        }
        Receiver receiver = found.get().receiver();
        boolean isOvertaken = found.get().isOvertaken();
        if (isOvertaken && outgoing.isSilent()) {
            return Uni.createFrom().item(new Outcome.Skipped("What happened later at this camera is on the screen by now"));
        }
        Optional<String> against = receiver.against(outgoing.message(), clock.instant());
        if (against.isPresent()) {
            return Uni.createFrom().item(new Outcome.Skipped(against.get()));
        }
        return sent(receiver, browser -> sender.tell(browser, outgoing, receiver.wishes().isSoundWanted(), isOvertaken));
    }

    /** Sends something to each subscription of a user, whatever it wants to be told, and tells how each took it. */
    Uni<List<Tried>> test(UUID userId) {
        List<Receiver> receivers = SessionContext.session("push.test").asReadOnly().within(Budget.REQUEST)
                .call(db -> PushSubscription.receivers(db, userId));
        if (receivers.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        List<Uni<Tried>> tries = receivers.stream()
                .map(receiver -> sent(receiver, sender::test).map(outcome -> tried(receiver, outcome))).toList();
        return Uni.join().all(tries).andFailFast();
    }

    private Uni<Outcome> sent(Receiver receiver, Function<Browser, Future<Outcome>> sending) {
        if (config.subject().isEmpty()) {
            return Uni.createFrom().item(new Outcome.Refused(NO_SUBJECT));
        }
        Future<Outcome> outcome;
        try {
            outcome = sending.apply(new Browser(receiver.endpoint(), receiver.p256dh(),
                    box.decrypt(receiver.auth(), PushSubscription.AUTH)));
        } catch (SecretBox.Unreadable e) {
            return Uni.createFrom().item(new Outcome.RetryLater(NO_KEY, null));
        }
        return Uni.createFrom().completionStage(outcome.toCompletionStage())
                .emitOn(Infrastructure.getDefaultWorkerPool()).map(ended -> recorded(receiver, ended));
    }

    /** What is known of a push stands, also if it cannot be noted here: the next one to this browser tells the same. */
    private Outcome recorded(Receiver receiver, Outcome outcome) {
        try {
            if (outcome instanceof Outcome.Delivered) {
                SessionContext.session("push.used").within(Budget.REQUEST)
                        .run(() -> PushSubscription.used(receiver.id(), clock.instant()));
            } else if (outcome instanceof Outcome.Gone) {
                boolean isForgotten = SessionContext.session("push.forget").within(Budget.REQUEST)
                        .call(() -> PushSubscription.forgetStale(receiver));
                return isForgotten ? outcome : new Outcome.RetryLater(RENEWED, null);
            }
        } catch (PersistenceException | SessionException e) {
            // Its message may hold the whole row.
            LOG.warnf("What became of a push to %s was not noted: SQL state %s, %s", receiver.id(),
                    SessionException.sqlException(e).map(SQLException::getSQLState).orElse("none"),
                    e.getClass().getSimpleName());
        }
        return outcome;
    }

    private static Tried tried(Receiver receiver, Outcome outcome) {
        String error = null;
        if (outcome instanceof Outcome.RetryLater later) {
            error = later.reason();
        } else if (outcome instanceof Outcome.Refused refused) {
            error = refused.reason();
        } else if (outcome instanceof Outcome.Gone gone) {
            error = gone.reason();
        }
        return new Tried(receiver.id(), error == null, error);
    }
}
