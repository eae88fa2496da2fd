package io.vigil.protect.connection;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

import jakarta.persistence.PersistenceException;

import org.jboss.logging.Logger;

import io.vigil.protect.internal.ConnectionState;
import io.vigil.protect.internal.ControllerRows;
import io.vigil.protect.internal.ControllerRows.Told;
import io.vigil.protect.internal.Due;
import io.vigil.protect.internal.LiveNews;
import io.vigil.protect.internal.Target;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;

/** Where a connection stands, here and in the database; the latter follows when it was away. */
final class Standing {

    private static final Logger LOG = Logger.getLogger(Standing.class);

    private final ConnectionParts parts;
    private volatile Told told;
    /** Of the next attempt; null for none. */
    private Due next;
    private boolean untold;

    /** As it was stored. */
    Standing(Target target, ConnectionParts parts) {
        this.parts = parts;
        this.told = new Told(target.id(), target.revision(), target.state(), target.since(), target.error(), null,
                target.nextAttemptAt(), target.drops());
        this.next = due(target.nextAttemptAt(), parts.clock().instant());
    }

    private static Due due(Instant at, Instant now) {
        return at == null ? null : Due.at(at, now);
    }

    /** Where it stands. */
    Told told() {
        return told;
    }

    /** Whether it is time for the next attempt. */
    boolean isDue() {
        return next != null && next.isOver(parts.clock().instant());
    }

    /**
     * It stands otherwise from now on.
     *
     * @param error for a person, or null
     * @param nextAttemptAt null for none
     */
    void become(ConnectionState state, String error, Instant nextAttemptAt) {
        Instant now = parts.clock().instant().truncatedTo(ChronoUnit.MICROS);
        Instant connectedAt = state == ConnectionState.CONNECTED ? now : null;
        told = new Told(told.id(), told.revision(), state, now, error, connectedAt, nextAttemptAt, told.drops());
        next = due(nextAttemptAt, now);
        tell();
    }

    /** Something is amiss though it stands, or nothing any more: null. */
    void note(String error) {
        if (told.state() == ConnectionState.CONNECTED && !Objects.equals(told.error(), error)) {
            told = new Told(told.id(), told.revision(), told.state(), told.since(), error, told.connectedAt(), null,
                    told.drops());
            tell();
        }
    }

    /** The connection was lost once more; told with the next change. */
    void dropped() {
        told = new Told(told.id(), told.revision(), told.state(), told.since(), told.error(), null, null, told.drops() + 1);
    }

    /** Tells the database what it could not be told before. */
    void retell() {
        if (untold) {
            tell();
        }
    }

    private void tell() {
        untold = true;
        try {
            SessionContext.session("protect.tell").within(Budget.REQUEST)
                    .run(db -> {
                        ControllerRows.tell(db, parts.holder(), told);
                        LiveNews.connection(parts.live(), told.id(), told.state(), told.error());
                    });
            untold = false;
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            LOG.debugf("No database to tell how controller %s fares: %s", told.id(), e.getMessage());
        }
    }
}
