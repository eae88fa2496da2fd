package io.vigil.event.removal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Singleton;
import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.event.removal.OldEvents.Page;
import io.vigil.event.removal.OldEvents.Place;
import io.vigil.event.removal.OldEvents.Which;
import io.vigil.media.MediaFile;
import io.vigil.media.MediaStore;
import io.vigil.session.SessionContext;

/** Takes clips away from old events, which stay with their frames. */
@Singleton
class OldClips {

    private static final String FOUND = """
            with found as materialized (
                select id, occurred_at from event
                where clip is not null and occurred_at >= :from and (occurred_at > :from or id > :from_id)
                    and occurred_at < :before
                order by occurred_at, id limit :count
            )
            """;

    /** Held in the order of their ids, as whoever locks events holds them. */
    private static final String REMOVE_PAGE = FOUND + """
            , page as materialized (
                select e.id, e.clip from event e join found on found.id = e.id where e.clip is not null order by e.id
                for update of e
            )""";

    private static final String REMOVE_ONE = """
            with page as materialized (
                select e.id, e.clip from event e where e.id = :id and e.clip is not null for update of e
            )""";

    private static final String DONE = """
            , done as (
                update event e set clip = null, clip_bytes = null, missing_media = nullif(array_to_string(
                    array_remove(string_to_array(e.missing_media, ','), 'clip'), ','), '')
                from page where e.id = page.id
            )
            """;

    private final MediaStore media;

    OldClips(MediaStore media) {
        this.media = media;
    }

    Page removePage(Session db, Which which) {
        List<Tuple> rows = where(db, which, REMOVE_PAGE + DONE + """
                select told.found, last.occurred_at as last_at, last.id as last_id, page.clip
                from (select count(*) as found from found) told
                left join (select occurred_at, id from found order by occurred_at desc, id desc limit 1) last on true
                left join page on true""").addScalar("found", StandardBasicTypes.INTEGER)
                .addScalar("last_at", StandardBasicTypes.INSTANT).addScalar("last_id", StandardBasicTypes.UUID)
                .addScalar("clip", StandardBasicTypes.STRING).getResultList();
        List<String> clips = rows.stream().map(row -> row.get("clip", String.class)).filter(clip -> clip != null).toList();
        clips.forEach(this::deleteAfterCommit);
        Tuple told = rows.get(0);
        int found = told.get("found", Integer.class);
        return new Page(found, clips.size(), 0, found < OldEvents.PAGE ? Optional.empty()
                : Optional.of(new Place(told.get("last_at", Instant.class), told.get("last_id", UUID.class))));
    }

    boolean removeOne(Session db, UUID id) {
        Optional<String> clip = db.createNativeQuery(REMOVE_ONE + DONE + "select clip from page", String.class)
                .addScalar("clip", StandardBasicTypes.STRING).setParameter("id", id).uniqueResultOptional();
        clip.ifPresent(this::deleteAfterCommit);
        return clip.isPresent();
    }

    static List<Place> find(Session db, Which which) {
        return where(db, which, FOUND + "select id, occurred_at from found order by occurred_at, id")
                .addScalar("id", StandardBasicTypes.UUID).addScalar("occurred_at", StandardBasicTypes.INSTANT).getResultList()
                .stream().map(row -> new Place(row.get("occurred_at", Instant.class), row.get("id", UUID.class))).toList();
    }

    private static NativeQuery<Tuple> where(Session db, Which which, String sql) {
        return db.createNativeQuery(sql, Tuple.class).setParameter("from", which.behind().occurredAt())
                .setParameter("from_id", which.behind().id()).setParameter("before", which.before())
                .setParameter("count", OldEvents.PAGE);
    }

    private void deleteAfterCommit(String clip) {
        MediaFile.named(clip).ifPresent(
                file -> SessionContext.afterCommit("event.delete-old-clip", () -> media.delete(file)));
    }
}
