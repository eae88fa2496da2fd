package io.vigil.delivery.live;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;
import org.jboss.logging.Logger;

import io.quarkus.runtime.ShutdownEvent;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.session.notifications.Notifications;

/**
 * Whether anybody listens. A process with clients says so in the database and hears what is told; it goes on for a while after
 * the last client, so that one who comes back costs nothing. Where no process has clients, events are told to nobody.
 */
@Singleton
public class Audience {

    /** What is told to clients. */
    static final String CHANNEL = "live";

    private static final Logger LOG = Logger.getLogger(Audience.class);
    /** After the outbox, which may still tell something. */
    private static final int STOPS_LATE = 3200;
    /** How long the word of a process counts that says nothing more. */
    private static final Duration WORD = Duration.ofSeconds(60);
    private static final Duration LINGER = Duration.ofSeconds(30);

    private static final String COME = """
            with gone as (delete from live_audience where until <= :now and process <> :process)
            insert into live_audience (process, until) values (:process, :until)
            on conflict (process) do update set until = excluded.until""";

    private final UUID process = UUID.randomUUID();
    private final Notifications notifications;
    private final LiveClients clients;
    private final Clock clock;
    private Notifications.Subscription subscription;
    private volatile Instant until = Instant.MIN;
    private volatile Instant asked = Instant.MIN;

    Audience(Notifications notifications, LiveClients clients, Clock clock) {
        this.notifications = notifications;
        this.clients = clients;
        this.clock = clock;
    }

    /** Whether any process has clients; inside a session. */
    static boolean isThere(Session db, Instant now) {
        return db.createNativeQuery("select exists (select 1 from live_audience where until > :now) as is_there", Boolean.class)
                .addScalar("is_there", StandardBasicTypes.BOOLEAN).setParameter("now", now).getSingleResult();
    }

    /** Whether this process hears what is told. It goes on with it for a while once that was asked. */
    boolean isHearing() {
        Instant now = clock.instant();
        // In this order: whoever ends it looks whether it was asked after it said that it ends.
        asked = now;
        return now.isBefore(until);
    }

    /** Hears what is committed from now on. Clients whose events others may have told nobody of are let go, to read anew. */
    synchronized void hear() {
        if (subscription == null) {
            subscription = notifications.subscribe(CHANNEL, clients::tell, () -> clients.partAll(Parting.MISSED));
        }
        Instant now = clock.instant();
        Instant end = now.plus(WORD);
        boolean hasLapsed = !now.isBefore(until);
        SessionContext.session("delivery.hear-live").rootOnly().within(Budget.REQUEST)
                .run(db -> {
                    db.createNativeMutationQuery(COME).setParameter("process", process).setParameter("until", end)
                            .setParameter("now", now).executeUpdate();
                });
        until = end;
        if (hasLapsed) {
            clients.partAll(Parting.MISSED);
        }
    }

    /** Goes on as long as there are clients, or were a moment ago. */
    synchronized void keep() {
        Instant before = until;
        if (!clients.all().isEmpty() || wasAskedLately()) {
            hear();
        } else if (subscription != null) {
            until = Instant.MIN;
            if (wasAskedLately()) {
                until = before;
            } else {
                end();
            }
        }
    }

    private boolean wasAskedLately() {
        return clock.instant().isBefore(asked.plus(LINGER));
    }

    /** Hears nothing any more. */
    public synchronized void end() {
        until = Instant.MIN;
        if (subscription != null) {
            subscription.close();
            subscription = null;
            SessionContext.session("delivery.hear-live-no-more").rootOnly().within(Budget.REQUEST)
                    .run(db -> {
                        db.createNativeMutationQuery("delete from live_audience where process = :process")
                                .setParameter("process", process).executeUpdate();
                    });
        }
    }

    void stop(@Observes @Priority(STOPS_LATE) ShutdownEvent event) {
        try {
            end();
        } catch (PersistenceException | SessionException e) {
            LOG.debugf("That nobody listens any more is known when the word ends: %s", e.getMessage());
        }
    }
}
