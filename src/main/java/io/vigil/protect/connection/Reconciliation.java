package io.vigil.protect.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import org.jboss.logging.Logger;

import io.vigil.protect.client.ControllerClient;
import io.vigil.protect.client.ControllerException;
import io.vigil.protect.client.EventChange;
import io.vigil.protect.internal.ControllerRows;
import io.vigil.protect.internal.Due;
import io.vigil.protect.internal.Target;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;

/**
 * Asks a controller what its stream did not tell: after each connect, and again from time to time, because streams alone miss
 * events. All calls come in the connection's steps.
 */
final class Reconciliation {

    private static final Logger LOG = Logger.getLogger(Reconciliation.class);
    /** Clocks differ, and events are written down a little after they begin. */
    private static final Duration OVERLAP = Duration.ofMinutes(10);
    private static final Duration LONGEST = Duration.ofHours(24);
    /** After so many in a row it is asked rarely: controllers lock accounts out. */
    private static final int REFUSALS = 2;
    private static final Duration RARELY = Duration.ofMinutes(30);
    private static final int PAGE = 500;

    private final UUID controllerId;
    private final ConnectionParts parts;
    private final Inbox inbox;
    private final Standing standing;
    private final Steps steps;
    private Instant until;
    /** Of the next round; null before the first. */
    private Due next;
    private ControllerClient client;
    /** What is heard of an older one is late, and what was told in it is asked for again. Written in steps, read anywhere. */
    private volatile int round;
    private boolean isUnderWay;
    private int refusals;

    Reconciliation(Target target, ConnectionParts parts, Inbox inbox, Standing standing, Steps steps) {
        this.controllerId = target.id();
        this.until = target.reconciledUntil();
        this.parts = parts;
        this.inbox = inbox;
        this.standing = standing;
        this.steps = steps;
    }

    /**
     * A connection is there.
     *
     * @param lostAt when the one before ended, or null if there was none
     */
    void connected(ControllerClient controller, Instant lostAt) {
        client = controller;
        if (!client.hasRecordings() && lostAt != null) {
            inbox.offer(() -> parts.handler().endOpen(controllerId, lostAt));
        }
        round++;
        isUnderWay = false;
        if (refusals < REFUSALS) {
            due(Duration.ZERO);
        }
        look();
    }

    /** Asks again if it is time to, and all that was told before is stored. */
    void look() {
        if (!isUnderWay && client.hasRecordings() && next.isOver(parts.clock().instant()) && !inbox.hasTasks()) {
            begin();
        }
    }

    private void begin() {
        round++;
        isUnderWay = true;
        Instant now = parts.clock().instant();
        due(parts.config().connection().reconcileEvery());
        Instant oldest = now.minus(LONGEST);
        // A clock that was set back may have been later than now before.
        Instant from = (until == null || until.isAfter(now) ? now : until).minus(OVERLAP);
        page(round, from.isBefore(oldest) ? oldest : from, now, now);
    }

    private void due(Duration wait) {
        Instant now = parts.clock().instant();
        next = Due.at(now.plus(wait), now);
    }

    /** The newest first, so that a limit on the answer leaves out what the next page has. */
    private void page(int mine, Instant from, Instant to, Instant now) {
        client.history(from, to, PAGE).onComplete(answer -> steps.execute(() -> {
            if (mine != round) {
                return;
            }
            if (answer.failed()) {
                failed(answer.cause());
                return;
            }
            List<EventChange> changes = answer.result();
            if (!changes.isEmpty()) {
                inbox.offer(() -> store(mine, changes));
            }
            Instant first = changes.stream().map(EventChange::start).filter(Objects::nonNull).findFirst().orElse(null);
            if (changes.size() >= PAGE && first != null && first.isAfter(from) && first.isBefore(to)) {
                page(mine, from, first, now);
            } else {
                inbox.offer(() -> stored(mine, now));
            }
        }));
    }

    private void failed(Throwable why) {
        LOG.debugf(why, "No history of controller %s", controllerId);
        isUnderWay = false;
        boolean isRefused = why instanceof ControllerException failure && failure.kind() == ControllerException.Kind.REFUSED;
        refusals = isRefused ? refusals + 1 : 0;
        due(refusals < REFUSALS ? parts.config().connection().passwordRetry() : RARELY);
        standing.note("Its history cannot be read: " + why.getMessage());
    }

    /** A round that is over is not worth a wait for the database: the next asks for the same. */
    private void store(int mine, List<EventChange> changes) {
        if (mine == round) {
            parts.handler().take(controllerId, changes);
        }
    }

    /** In its turn behind all that the history told. */
    private void stored(int mine, Instant now) {
        if (mine != round) {
            return;
        }
        SessionContext.session("protect.reconciled").rootOnly().within(Budget.REQUEST).run(db -> {
            ControllerRows.reconciled(db, parts.holder(), controllerId, standing.told().revision(), now);
        });
        steps.execute(() -> {
            until = now;
            if (mine == round) {
                isUnderWay = false;
                refusals = 0;
                standing.note(null);
            }
        });
    }
}
