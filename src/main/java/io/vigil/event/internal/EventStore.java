package io.vigil.event.internal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.event.EventKind;
import io.vigil.event.EventState;
import io.vigil.event.EventView;
import io.vigil.event.NewEvent;

/** Writes the rows of new events and removes old ones, inside the session that is open. */
public final class EventStore {

    /** One statement: finds the camera, keeps a repeat out, and answers the whole row. */
    private static final String INSERT = """
            with the_camera as (
                select id, name, source_type from camera where id = :camera_id
            ), stored as (
                insert into event (id, camera_id, source, external_id, kind, occurred_at, created_at, state, priority, due_at,
                    description, description_source, confidence, objects_detected, alert_triggered, source_type,
                    protect_event_id, smart_detection_type, is_doorbell_ring, analysis_mode, frame_count_used, ai_confidence,
                    low_confidence, vague_reason, fallback_reason, audio_transcription, snapshot, thumbnail, clip,
                    missing_media, snapshot_bytes, thumbnail_bytes, clip_bytes)
                select :id, the_camera.id, :source, cast(:external_id as text), :kind, :occurred_at, :now, :state, :priority,
                    cast(:due_at as timestamptz), coalesce(cast(:description as text), replace(:sentence, :placeholder, name)),
                    :description_source, :confidence, string_to_array(:objects, ','), :alert_triggered,
                    coalesce(cast(:source_type as text), the_camera.source_type), cast(:protect_event_id as text),
                    cast(:detection_type as text), :is_ring, cast(:analysis_mode as text), cast(:frame_count as integer),
                    cast(:ai_confidence as integer), :low_confidence, cast(:vague_reason as text),
                    cast(:fallback_reason as text), cast(:transcription as text), cast(:snapshot as text),
                    cast(:thumbnail as text), cast(:clip as text), cast(:missing_media as text),
                    cast(:snapshot_bytes as bigint), cast(:thumbnail_bytes as bigint), cast(:clip_bytes as bigint)
                from the_camera
                on conflict do nothing
                returning *
            )
            select %s from stored e, the_camera c""".formatted(EventRows.SELECTION);

    /** As the index has it. */
    private static final String BYTES = "coalesce(e.snapshot_bytes, 0) + coalesce(e.thumbnail_bytes, 0) "
            + "+ coalesce(e.clip_bytes, 0) + coalesce(e.frames_bytes, 0)";

    private static final String OLDEST = """
            with found as materialized (
                select id, occurred_at, bytes from (
                    select e.id, e.occurred_at, %s as bytes from event e
                    where e.occurred_at >= :from and (e.occurred_at > :from or e.id > :from_id) and e.occurred_at < :before
                        and e.created_at <= :stored_by %s
                    order by e.occurred_at, e.id limit :count
                ) first
            ), wanted as materialized (
                select id, occurred_at from (
                    select id, occurred_at, sum(bytes) over (order by occurred_at, id) - bytes as older from found
                ) summed where older < :bytes
            )
            """;

    /** What was found is told even if all of it went by another hand while this one waited. */
    private static final String FOUND = """
            select told.found, told.wanted, last.occurred_at as last_at, last.id as last_id, gone.id, %s, gone.bytes
            from (select (select count(*) from found) as found, (select count(*) from wanted) as wanted) told
            left join (select occurred_at, id from wanted order by occurred_at desc, id desc limit 1) last on true
            left join gone on true""";

    private static final String MEDIA = "gone.snapshot, gone.thumbnail, gone.clip, (select string_agg(f.file, ',') "
            + "from event_frame f where f.event_id = gone.id) as frames";

    private EventStore() {
    }

    /**
     * What is to be stored.
     *
     * @param sentence the metadata sentence, with {@code placeholder} where the camera's name goes
     * @param told what a client told besides, or null
     */
    public record NewRow(UUID id, UUID cameraId, String source, String externalId, EventKind kind, Instant occurredAt,
            String sentence, String placeholder, NewEvent told, Media media) {
    }

    /**
     * Names in the media store; each may be null.
     *
     * @param frames none for an event that is new
     * @param missing what should have been kept and could not be: snapshot, thumbnail, clip; of a new event only
     * @param sizes of the first three; of a new event only
     */
    public record Media(String snapshot, String thumbnail, String clip, List<String> frames, List<String> missing,
            Sizes sizes) {

        /** Those that are there. */
        public List<String> names() {
            return Stream.concat(Stream.of(snapshot, thumbnail, clip).filter(name -> name != null), frames.stream()).toList();
        }
    }

    /** In bytes; null for what is not there or was not looked at. */
    public record Sizes(Long snapshot, Long thumbnail, Long clip) {

        static final Sizes UNKNOWN = new Sizes(null, null, null);
    }

    /**
     * Which events go, the oldest first.
     *
     * @param from none that happened before; for pages that go on where the last one ended
     * @param fromId of those that happened at that moment, none of this id or a lesser one
     * @param before none that happened then or later
     * @param storedBy none that was stored later
     * @param bytes no more than it takes to free so many, of those that have media; null for any number
     * @param count no more than so many
     */
    public record Oldest(Instant from, UUID fromId, Instant before, Instant storedBy, Long bytes, int count) {
    }

    /** An event that is there. */
    public record Found(UUID id, Instant occurredAt) {
    }

    /** An event that went. */
    public record Gone(Media media, long bytes) {
    }

    /**
     * What came of a page.
     *
     * @param found how many events there were, up to the count
     * @param wanted how many of these were to go
     * @param last the last of these; empty if there was none
     * @param gone those that went; what went by another hand meanwhile is not among them
     */
    public record Removed(int found, int wanted, Optional<Found> last, List<Gone> gone) {
    }

    /** Stores the event unless it is there already; empty if it is, or if there is no such camera. */
    public static Optional<EventView> insert(Session db, NewRow row, Instant now) {
        NewEvent told = row.told();
        boolean described = told != null && told.description() != null;
        NativeQuery<Tuple> query = EventRows.query(db, INSERT)
                .setParameter("id", row.id()).setParameter("camera_id", row.cameraId())
                .setParameter("source", row.source()).setParameter("kind", row.kind().word())
                .setParameter("occurred_at", row.occurredAt()).setParameter("now", now)
                .setParameter("state", (described ? EventState.DESCRIBED : EventState.RECEIVED).word())
                .setParameter("priority", row.kind().priority())
                .setParameter("due_at", described ? null : now, Instant.class)
                .setParameter("sentence", row.sentence()).setParameter("placeholder", row.placeholder())
                .setParameter("description_source", described ? "client" : "metadata")
                .setParameter("confidence", told == null ? 0 : told.confidence())
                .setParameter("objects", String.join(",", told == null ? row.kind().objects() : told.objectsDetected()))
                .setParameter("alert_triggered", told != null && Boolean.TRUE.equals(told.alertTriggered()))
                .setParameter("is_ring", row.kind() == EventKind.RING)
                .setParameter("low_confidence", told != null && Boolean.TRUE.equals(told.lowConfidence()))
                .setParameter("frame_count", told == null ? null : told.frameCountUsed(), Integer.class)
                .setParameter("ai_confidence", told == null ? null : told.aiConfidence(), Integer.class)
                .setParameter("snapshot_bytes", row.media().sizes().snapshot(), Long.class)
                .setParameter("thumbnail_bytes", row.media().sizes().thumbnail(), Long.class)
                .setParameter("clip_bytes", row.media().sizes().clip(), Long.class);
        text(query, "external_id", row.externalId());
        text(query, "description", told == null ? null : told.description());
        text(query, "source_type", told == null ? null : told.sourceType());
        text(query, "protect_event_id", told == null ? null : told.protectEventId());
        text(query, "detection_type", told == null || told.smartDetectionType() == null ? row.kind().detectionType()
                : told.smartDetectionType());
        text(query, "analysis_mode", told == null ? null : told.analysisMode());
        text(query, "vague_reason", told == null ? null : told.vagueReason());
        text(query, "fallback_reason", told == null ? null : told.fallbackReason());
        text(query, "transcription", told == null ? null : told.audioTranscription());
        text(query, "snapshot", row.media().snapshot());
        text(query, "thumbnail", row.media().thumbnail());
        text(query, "clip", row.media().clip());
        text(query, "missing_media", row.media().missing().isEmpty() ? null : String.join(",", row.media().missing()));
        return query.uniqueResultOptional().map(EventRows::view);
    }

    /** The event that this source knows by that id. */
    public static Optional<EventView> bySource(Session db, String source, String externalId) {
        return EventRows.query(db, "select " + EventRows.SELECTION
                + " from event e join camera c on c.id = e.camera_id where e.source = :source and e.external_id = :external_id")
                .setParameter("source", source).setParameter("external_id", externalId).uniqueResultOptional()
                .map(EventRows::view);
    }

    /**
     * Holds the event and notes that somebody was told of it now, so that nobody who looked at it before removes it, nor a
     * restore that was asked for before; false if there is none.
     */
    public static boolean touch(Session db, UUID id, Instant now) {
        return db.createNativeMutationQuery("update event set answered_at = :now where id = :id").setParameter("now", now)
                .setParameter("id", id).executeUpdate() > 0;
    }

    /** Removes the event; answers its media, or empty if there is no such event. */
    public static Optional<Media> delete(Session db, UUID id) {
        return media(db, deleting("", "where e.id = :id"), id).stream().findFirst();
    }

    /** Removes up to that many events of a camera, held in the order of their ids; answers the media of each. */
    public static List<Media> deleteOfCamera(Session db, UUID cameraId, int count) {
        String page = "found as materialized (select id from event where camera_id = :id limit " + count + "), "
                + "page as materialized (select e.id from event e join found on found.id = e.id order by e.id "
                + "for update of e), ";
        return media(db, deleting(page, "using page where e.id = page.id"), cameraId);
    }

    /** Removes old events, held in the order of their ids; answers those that went, in no order. */
    public static Removed deleteOldest(Session db, Oldest which) {
        List<Tuple> rows = typed(oldest(db, which, ", page as materialized (select e.id from event e join wanted "
                + "on wanted.id = e.id order by e.id for update of e), " + gone("using page where e.id = page.id")
                + FOUND.formatted(MEDIA))).addScalar("bytes", StandardBasicTypes.LONG)
                .addScalar("found", StandardBasicTypes.INTEGER).addScalar("wanted", StandardBasicTypes.INTEGER)
                .addScalar("last_at", StandardBasicTypes.INSTANT).addScalar("last_id", StandardBasicTypes.UUID)
                .addScalar("id", StandardBasicTypes.UUID).getResultList();
        Tuple told = rows.get(0);
        return new Removed(told.get("found", Integer.class), told.get("wanted", Integer.class),
                Optional.ofNullable(told.get("last_id", UUID.class))
                        .map(id -> new Found(id, told.get("last_at", Instant.class))),
                rows.stream().filter(row -> row.get("id") != null)
                        .map(row -> new Gone(named(row), row.get("bytes", Long.class))).toList());
    }

    /** Those that {@link #deleteOldest} would remove, the oldest first. */
    public static List<Found> findOldest(Session db, Oldest which) {
        return oldest(db, which, "select id, occurred_at from wanted order by occurred_at, id")
                .addScalar("id", StandardBasicTypes.UUID).addScalar("occurred_at", StandardBasicTypes.INSTANT).getResultList()
                .stream().map(row -> new Found(row.get("id", UUID.class), row.get("occurred_at", Instant.class))).toList();
    }

    private static NativeQuery<Tuple> oldest(Session db, Oldest which, String then) {
        return db.createNativeQuery(OLDEST.formatted(BYTES, which.bytes() == null ? "" : "and " + BYTES + " > 0") + then,
                Tuple.class).setParameter("from", which.from()).setParameter("from_id", which.fromId())
                .setParameter("before", which.before()).setParameter("stored_by", which.storedBy())
                .setParameter("count", which.count())
                .setParameter("bytes", which.bytes() == null ? Long.MAX_VALUE : which.bytes());
    }

    /** One statement; the frames' rows go with the event's, but what it reads is as it was before. */
    private static String deleting(String before, String which) {
        return "with " + before + gone(which) + "select " + MEDIA + " from gone";
    }

    private static String gone(String which) {
        return "gone as (delete from event e " + which + " returning e.id, e.snapshot, e.thumbnail, e.clip, " + BYTES
                + " as bytes) ";
    }

    /** The media of one event, but for its frames. */
    public static Optional<Media> ofEvent(Session db, UUID id) {
        return media(db, "select snapshot, thumbnail, clip, null as frames from event where id = :id", id).stream().findFirst();
    }

    private static List<Media> media(Session db, String sql, UUID id) {
        return typed(db.createNativeQuery(sql, Tuple.class)).setParameter("id", id).getResultList().stream()
                .map(EventStore::named).toList();
    }

    private static NativeQuery<Tuple> typed(NativeQuery<Tuple> query) {
        return query.addScalar("snapshot", StandardBasicTypes.STRING).addScalar("thumbnail", StandardBasicTypes.STRING)
                .addScalar("clip", StandardBasicTypes.STRING).addScalar("frames", StandardBasicTypes.STRING);
    }

    private static Media named(Tuple row) {
        String frames = row.get("frames", String.class);
        return new Media(row.get("snapshot", String.class), row.get("thumbnail", String.class), row.get("clip", String.class),
                frames == null ? List.of() : List.of(frames.split(",")), List.of(), Sizes.UNKNOWN);
    }

    private static void text(NativeQuery<Tuple> query, String name, String value) {
        query.setParameter(name, value, String.class);
    }
}
