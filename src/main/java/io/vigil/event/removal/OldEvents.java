package io.vigil.event.removal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Singleton;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.event.internal.EventRemoval;
import io.vigil.event.internal.EventStore;
import io.vigil.event.internal.EventStore.Found;
import io.vigil.event.internal.EventStore.Gone;
import io.vigil.event.internal.EventStore.Oldest;
import io.vigil.event.internal.EventStore.Removed;
import io.vigil.session.SessionContext;

/**
 * Removes the oldest events or their clips, a page at a time, inside the session that is open. Their files go after its commit;
 * what a crash leaves of them is the sweeper's.
 */
@Singleton
public class OldEvents {

    /** How many go in one page. */
    public static final int PAGE = 500;

    /** Before it no event happened. */
    public static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    /** And after it none. */
    public static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    private final EventRemoval removal;
    private final OldClips clips;

    OldEvents(EventRemoval removal, OldClips clips) {
        this.removal = removal;
        this.clips = clips;
    }

    /** Of an event in the order in which they go. */
    public record Place(Instant occurredAt, UUID id) {

        /** No event is at or before it. */
        public static final Place FIRST = new Place(OldEvents.FIRST, new UUID(0, 0));
    }

    /**
     * Which go, the oldest first.
     *
     * @param behind none that is there or before; what a page found and could not remove does not hold up the next
     * @param before none that happened then or later
     * @param storedBy none that was stored later
     * @param bytes no more than it takes to free so many, of those that have media; null for any number
     * @param clipsAlone whether the events stay
     */
    public record Which(Place behind, Instant before, Instant storedBy, Long bytes, boolean clipsAlone) {

        /** Those that happened before. */
        public static Which old(Instant before) {
            return new Which(Place.FIRST, before, LAST, null, false);
        }

        /** Those that were stored by then, whenever they happened. */
        public static Which storedBy(Instant then) {
            return new Which(Place.FIRST, LAST, then, null, false);
        }

        /** Those that have media, no more than it takes to free so many bytes. */
        public static Which toFree(long bytes) {
            return new Which(Place.FIRST, LAST, LAST, bytes, false);
        }

        /** The clips of those that happened before. */
        public static Which clips(Instant before) {
            return new Which(Place.FIRST, before, LAST, null, true);
        }

        /** The same, but behind that place. */
        public Which behind(Place place) {
            return new Which(place, before, storedBy, bytes, clipsAlone);
        }

        private Oldest oldest() {
            return new Oldest(behind.occurredAt(), behind.id(), before, storedBy, bytes, PAGE);
        }
    }

    /**
     * What came of a page.
     *
     * @param wanted how many were there and were to go
     * @param removed how many of them went; the others went by another hand meanwhile, or could not go
     * @param bytes what their files took; 0 if nobody knows
     * @param next behind which the next page begins; empty if this was the last
     */
    public record Page(int wanted, int removed, long bytes, Optional<Place> next) {
    }

    /** How many events happened before. */
    public static long countBefore(Session db, Instant before) {
        return count(db, "select count(*) as events from event where occurred_at >= :from and occurred_at < :before", FIRST,
                before);
    }

    /** How many events have a clip, of those that happened in between. */
    public static long countClips(Session db, Instant from, Instant before) {
        return count(db, "select count(*) as events from event where occurred_at >= :from and occurred_at < :before "
                + "and clip is not null", from, before);
    }

    private static long count(Session db, String sql, Instant from, Instant before) {
        return db.createNativeQuery(sql, Long.class).addScalar("events", StandardBasicTypes.LONG).setParameter("from", from)
                .setParameter("before", before).getSingleResult();
    }

    /** Removes a page. */
    public Page remove(Which which) {
        if (which.clipsAlone()) {
            return clips.removePage(SessionContext.current(), which);
        }
        Removed removed = removal.removeOldest(which.oldest());
        boolean isLast = removed.found() < PAGE && removed.wanted() == removed.found();
        return new Page(removed.wanted(), removed.gone().size(), removed.gone().stream().mapToLong(Gone::bytes).sum(),
                isLast ? Optional.empty() : removed.last().map(OldEvents::place));
    }

    /** Those that {@link #remove} would remove, the oldest first. */
    public static List<Place> find(Session db, Which which) {
        return which.clipsAlone() ? OldClips.find(db, which)
                : EventStore.findOldest(db, which.oldest()).stream().map(OldEvents::place).toList();
    }

    /** Removes one of those that were found; false if it went by another hand. */
    public boolean removeOne(Which which, UUID id) {
        return which.clipsAlone() ? clips.removeOne(SessionContext.current(), id) : removal.remove(id);
    }

    private static Place place(Found event) {
        return new Place(event.occurredAt(), event.id());
    }

    /**
     * Lets a page of those events that say they were stored later than now, by a clock that was ahead, be stored now; answers
     * how many there were.
     */
    public static int settle(Session db, Instant now) {
        return db.createNativeMutationQuery("""
                update event set created_at = :now where id in (
                    select id from event where created_at > :now order by id limit :count for update)""")
                .setParameter("now", now).setParameter("count", PAGE).executeUpdate();
    }
}
