package io.vigil.event.removal;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

import jakarta.inject.Singleton;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.event.internal.EventRemoval;
import io.vigil.event.internal.EventStore.Gone;
import io.vigil.event.internal.EventStore.Oldest;
import io.vigil.media.MediaFile;
import io.vigil.media.MediaStore;
import io.vigil.session.SessionContext;

/**
 * Removes the oldest events, a page at a time, inside the session that is open. Their files go after its commit; what a crash
 * leaves of them is the sweeper's.
 */
@Singleton
public class OldEvents {

    /** Before it no event happened: where the first page begins. */
    public static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    /** And after it none. */
    public static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    /** Held in the order of their ids, as whoever locks events holds them. */
    private static final String REMOVE_CLIPS = """
            with found as materialized (
                select id from event where clip is not null and occurred_at < :before order by occurred_at, id limit :count
            ), page as materialized (
                select e.id, e.clip from event e join found on found.id = e.id where e.clip is not null order by e.id
                for update of e
            ), done as (
                update event e set clip = null, clip_bytes = null, missing_media = nullif(array_to_string(
                    array_remove(string_to_array(e.missing_media, ','), 'clip'), ','), '')
                from page where e.id = page.id
            )
            select clip from page""";

    private final EventRemoval removal;
    private final MediaStore media;

    OldEvents(EventRemoval removal, MediaStore media) {
        this.removal = removal;
        this.media = media;
    }

    /**
     * What went in one page.
     *
     * @param events how many
     * @param bytes what their files took
     * @param upTo when the last of them happened: where the next page begins; null if none went
     */
    public record Page(int events, long bytes, Instant upTo) {
    }

    /** How many events happened before. */
    public static long countBefore(Session db, Instant before) {
        return count(db, "select count(*) as events from event where occurred_at < :before", before);
    }

    /** How many events that happened before have a clip. */
    public static long countClipsBefore(Session db, Instant before) {
        return count(db, "select count(*) as events from event where occurred_at < :before and clip is not null", before);
    }

    private static long count(Session db, String sql, Instant before) {
        return db.createNativeQuery(sql, Long.class).addScalar("events", StandardBasicTypes.LONG)
                .setParameter("before", before).getSingleResult();
    }

    /** Removes a page of those that happened before. */
    public Page removeBefore(Instant from, Instant before, int count) {
        return remove(new Oldest(from, before, LAST, null, count));
    }

    /** Removes a page of those that were stored by then, whenever they happened. */
    public Page removeStoredBy(Instant from, Instant storedBy, int count) {
        return remove(new Oldest(from, LAST, storedBy, null, count));
    }

    /** Removes those that have media, up to a page of them and no more than it takes to free so many bytes. */
    public Page removeToFree(Instant from, long bytes, int count) {
        return remove(new Oldest(from, LAST, LAST, bytes, count));
    }

    private Page remove(Oldest which) {
        List<Gone> gone = removal.removeOldest(which);
        return new Page(gone.size(), gone.stream().mapToLong(Gone::bytes).sum(),
                gone.stream().map(Gone::occurredAt).max(Comparator.naturalOrder()).orElse(null));
    }

    /** Takes a page of clips away from events that happened before; answers how many. The events stay, with their frames. */
    public int removeClips(Instant before, int count) {
        List<String> clips = SessionContext.current().createNativeQuery(REMOVE_CLIPS, String.class)
                .addScalar("clip", StandardBasicTypes.STRING).setParameter("before", before).setParameter("count", count)
                .getResultList();
        List<MediaFile> files = clips.stream().flatMap(clip -> MediaFile.named(clip).stream()).toList();
        files.forEach(file -> SessionContext.afterCommit("event.delete-old-clip", () -> media.delete(file)));
        return clips.size();
    }
}
