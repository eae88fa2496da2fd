package io.vigil.event.census;

import java.util.Collection;
import java.util.List;
import java.util.UUID;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.hibernate.type.StandardBasicTypes;

/** What rows say about files, read and put right, inside the session that is open. */
final class CensusRows {

    /** Sorts before every id. */
    static final UUID FIRST = new UUID(0, 0);

    private static final String SELECT = """
            select e.id, e.snapshot, e.thumbnail, e.clip, e.snapshot_bytes, e.thumbnail_bytes, e.clip_bytes, e.frames_bytes,
                e.missing_media, (select string_agg(f.file, ',') from event_frame f where f.event_id = e.id) as frames
            from event e
            """;

    private static final String UNMEASURED = """
            where (e.snapshot is not null and e.snapshot_bytes is null or e.thumbnail is not null and e.thumbnail_bytes is null
                or e.clip is not null and e.clip_bytes is null) and e.id > :after order by e.id limit :count""";

    /** Only where the event names what it named when its files were looked at; held in the order of their ids. */
    private static final String CORRECT = """
            with told as materialized (
                select * from jsonb_to_recordset(cast(:found as jsonb)) as t(id uuid, snapshot text, thumbnail text, clip text,
                    snapshot_bytes bigint, thumbnail_bytes bigint, clip_bytes bigint, frames_bytes bigint,
                    frames_bytes_before bigint, gone text, there text)
            ), page as materialized (
                select e.id from event e join told on told.id = e.id order by e.id for update of e
            )
            update event e set snapshot_bytes = t.snapshot_bytes, thumbnail_bytes = t.thumbnail_bytes,
                clip_bytes = t.clip_bytes, frames_bytes = t.frames_bytes,
                missing_media = nullif(array_to_string(array(
                    select distinct word from unnest(string_to_array(concat_ws(',', e.missing_media, nullif(t.gone, '')), ','))
                        word
                    where word <> all(string_to_array(t.there, ',')) order by word), ','), '')
            from told t join page on page.id = t.id
            where e.id = t.id and e.snapshot is not distinct from t.snapshot
                and e.thumbnail is not distinct from t.thumbnail and e.clip is not distinct from t.clip
                and e.frames_bytes is not distinct from t.frames_bytes_before""";

    private CensusRows() {
    }

    /**
     * What a row says.
     *
     * @param frames the names of the frames' files, with commas between them, or null
     * @param missing words with commas between them, or null
     */
    record Said(UUID id, String snapshot, String thumbnail, String clip, Long snapshotBytes, Long thumbnailBytes,
            Long clipBytes, Long framesBytes, String missing, String frames) {
    }

    /** Where the last page ended; before the first event if there was none. */
    static UUID place(Session db) {
        return db.createNativeQuery("select after from media_census", UUID.class).addScalar("after", StandardBasicTypes.UUID)
                .uniqueResultOptional().orElse(FIRST);
    }

    /** Notes where a page ended. */
    static void note(Session db, UUID place) {
        db.createNativeMutationQuery("""
                insert into media_census (id, after) values (1, :place)
                on conflict (id) do update set after = excluded.after""")
                .setParameter("place", place).executeUpdate();
    }

    /** A page of all events. */
    static List<Said> page(Session db, UUID after, int count) {
        return read(db, SELECT + "where e.id > :after order by e.id limit :count", after, count);
    }

    /** A page of those of which nobody knows what their files take. */
    static List<Said> unmeasured(Session db, UUID after, int count) {
        return read(db, SELECT + UNMEASURED, after, count);
    }

    private static List<Said> read(Session db, String sql, UUID after, int count) {
        NativeQuery<Tuple> query = db.createNativeQuery(sql, Tuple.class).addScalar("id", StandardBasicTypes.UUID);
        for (String text : List.of("snapshot", "thumbnail", "clip", "missing_media", "frames")) {
            query.addScalar(text, StandardBasicTypes.STRING);
        }
        for (String bytes : List.of("snapshot_bytes", "thumbnail_bytes", "clip_bytes", "frames_bytes")) {
            query.addScalar(bytes, StandardBasicTypes.LONG);
        }
        return query.setParameter("after", after).setParameter("count", count).getResultList().stream()
                .map(row -> new Said(row.get("id", UUID.class), row.get("snapshot", String.class),
                        row.get("thumbnail", String.class), row.get("clip", String.class),
                        row.get("snapshot_bytes", Long.class), row.get("thumbnail_bytes", Long.class),
                        row.get("clip_bytes", Long.class), row.get("frames_bytes", Long.class),
                        row.get("missing_media", String.class), row.get("frames", String.class)))
                .toList();
    }

    /** Puts rows right, as JSON has what was found; answers how many. */
    static int correct(Session db, String found) {
        return db.createNativeMutationQuery(CORRECT).setParameter("found", found).executeUpdate();
    }

    /** The words in a list of them. */
    static Collection<String> words(String list) {
        return list == null || list.isEmpty() ? List.of() : List.of(list.split(","));
    }
}
