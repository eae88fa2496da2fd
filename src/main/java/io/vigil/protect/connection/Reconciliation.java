package io.vigil.protect.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jboss.logging.Logger;

import io.vigil.protect.client.ControllerClient;
import io.vigil.protect.client.EventChange;
import io.vigil.protect.internal.ControllerRows;
import io.vigil.protect.internal.Target;
import io.vigil.session.SessionContext;

/**
 * Asks a controller what its stream did not tell: after each connect, and again from time to time, because streams alone miss
 * events. All calls come in the connection's steps.
 */
final class Reconciliation {

    private static final Logger LOG = Logger.getLogger(Reconciliation.class);
    /** Clocks differ, and events are written down a little after they begin. */
    private static final Duration OVERLAP = Duration.ofSeconds(60);
    private static final Duration FIRST = Duration.ofMinutes(10);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final Duration RETRY = Duration.ofSeconds(30);
    private static final int PAGE = 500;

    private final UUID controllerId;
    private final ConnectionParts parts;
    private final Intake intake;
    private final Steps steps;
    private Instant until;
    private Instant nextAt;
    /** Who is being asked; null for nobody. */
    private ControllerClient asked;

    Reconciliation(Target target, ConnectionParts parts, Intake intake, Steps steps) {
        this.controllerId = target.id();
        this.until = target.reconciledUntil();
        this.parts = parts;
        this.intake = intake;
        this.steps = steps;
    }

    /**
     * A connection is there.
     *
     * @param lostAt when the one before ended, or null if there was none
     */
    void connected(ControllerClient client, Instant lostAt) {
        if (!client.hasRecordings() && lostAt != null) {
            intake.offer(() -> parts.handler().endOpen(controllerId, lostAt));
        }
        begin(client);
    }

    /** Asks again if it is time to. */
    void look(ControllerClient client) {
        if (asked != client && nextAt != null && !parts.clock().instant().isBefore(nextAt)) {
            begin(client);
        }
    }

    private void begin(ControllerClient client) {
        Instant now = parts.clock().instant();
        nextAt = now.plus(parts.config().connection().reconcileEvery());
        if (client.hasRecordings()) {
            asked = client;
            Instant oldest = now.minus(LONGEST);
            Instant from = until == null ? now.minus(FIRST) : until.minus(OVERLAP);
            page(client, from.isBefore(oldest) ? oldest : from, now, now);
        }
    }

    /** The newest first, so that a limit on the answer leaves out what the next page has. */
    private void page(ControllerClient client, Instant from, Instant to, Instant now) {
        client.history(from, to, PAGE).onComplete(answer -> steps.execute(() -> {
            if (asked != client) {
                return;
            }
            if (answer.failed()) {
                LOG.debugf(answer.cause(), "No history of controller %s", controllerId);
                asked = null;
                nextAt = parts.clock().instant().plus(RETRY);
                return;
            }
            List<EventChange> changes = answer.result();
            if (!changes.isEmpty()) {
                intake.offer(() -> parts.handler().take(controllerId, changes));
            }
            Instant first = changes.isEmpty() ? null : changes.get(0).start();
            if (changes.size() >= PAGE && first != null && first.isAfter(from) && first.isBefore(to)) {
                page(client, from, first, now);
            } else {
                intake.offer(() -> stored(client, now));
            }
        }));
    }

    /** In its turn behind all that the history told. */
    private void stored(ControllerClient client, Instant now) {
        SessionContext.run("protect.reconciled", db -> {
            ControllerRows.reconciled(db, controllerId, now);
        });
        steps.execute(() -> {
            until = now;
            if (asked == client) {
                asked = null;
            }
        });
    }
}
