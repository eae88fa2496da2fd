package io.vigil.event.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.event.internal.EventMedia.Gathered;
import io.vigil.event.internal.EventMedia.KeptFrame;
import io.vigil.event.media.FrameView;
import io.vigil.media.Sound;

/** The rows of frames, inside the session that is open. */
public final class EventFrames {

    private EventFrames() {
    }

    /** The frames of the event, in one SELECT; empty if there is no such event. */
    public static Optional<FrameView.All> all(Session db, UUID eventId) {
        List<Tuple> rows = db.createNativeQuery("""
                select f.id, f.frame_number, f.file, f.timestamp_offset_ms, f.width, f.height, f.file_size_bytes, f.created_at
                from event e left join event_frame f on f.event_id = e.id where e.id = :id order by f.frame_number""",
                Tuple.class)
                .addScalar("id", StandardBasicTypes.UUID).addScalar("frame_number", StandardBasicTypes.INTEGER)
                .addScalar("file", StandardBasicTypes.STRING).addScalar("timestamp_offset_ms", StandardBasicTypes.INTEGER)
                .addScalar("width", StandardBasicTypes.INTEGER).addScalar("height", StandardBasicTypes.INTEGER)
                .addScalar("file_size_bytes", StandardBasicTypes.INTEGER)
                .addScalar("created_at", StandardBasicTypes.INSTANT).setParameter("id", eventId).getResultList();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        List<FrameView> frames = rows.stream().filter(row -> row.get(0) != null).map(row -> view(eventId, row)).toList();
        return Optional.of(new FrameView.All(eventId, frames, frames.size(),
                frames.stream().mapToLong(FrameView::fileSizeBytes).sum()));
    }

    private static FrameView view(UUID eventId, Tuple row) {
        int number = row.get(1, Integer.class);
        return new FrameView(row.get(0, UUID.class), eventId, number, row.get(2, String.class), row.get(3, Integer.class),
                row.get(4, Integer.class), row.get(5, Integer.class), row.get(6, Integer.class), row.get(7, Instant.class),
                "/api/v1/events/" + eventId + "/frames/" + number);
    }

    /** The file of one frame; empty if there is no such event or frame. */
    public static Optional<String> file(Session db, UUID eventId, int number) {
        return db
                .createNativeQuery("select file from event_frame where event_id = :id and frame_number = :number", String.class)
                .addScalar("file", StandardBasicTypes.STRING).setParameter("id", eventId).setParameter("number", number)
                .uniqueResultOptional();
    }

    /**
     * Records what was gathered of an event, for whoever holds its lease: its frames, in place of earlier ones, and what is
     * known of its sound, thumbnail and what is missing; without its clip, whichever it has by now, if nobody needs one after
     * this. Nothing happens if the event has gone; its files are then the sweeper's.
     *
     * @param described whether the event has been described by what was gathered
     * @return the names of files that no row holds any more, to be deleted after the commit
     */
    public static List<String> record(Session db, UUID eventId, Gathered gathered, boolean described, Instant now) {
        List<String> unused = new ArrayList<>(record(db, eventId, gathered, now));
        if (described && !gathered.keepsClip()) {
            dropClip(db, eventId).ifPresent(unused::add);
        }
        return unused;
    }

    private static List<String> record(Session db, UUID eventId, Gathered gathered, Instant now) {
        if (gathered.frames().isEmpty() && gathered.missing().isEmpty() && gathered.thumbnail() == null
                && durationMs(gathered.sound()) == null) {
            return List.of();
        }
        NativeQuery<String> update = db.createNativeQuery("""
                update event set thumbnail = coalesce(thumbnail, cast(:thumbnail as text)),
                    thumbnail_bytes = case when thumbnail is null then cast(:thumbnail_bytes as bigint)
                        else thumbnail_bytes end,
                    frames_bytes = coalesce(cast(:frames_bytes as bigint), frames_bytes),
                    audio_duration_ms = coalesce(cast(:sound_ms as integer), audio_duration_ms),
                    missing_media = nullif(array_to_string(array(
                        select word from unnest(string_to_array(missing_media, ',')) word
                        where not (word = 'frames' and :has_frames)
                            and not (word = 'thumbnail' and thumbnail is null and cast(:thumbnail as text) is not null)
                        union select word from unnest(string_to_array(cast(:missing as text), ',')) word
                        where not (word = 'thumbnail' and thumbnail is not null)
                        order by word), ','), '')
                where id = :id returning thumbnail""", String.class).addScalar("thumbnail", StandardBasicTypes.STRING);
        boolean isThere = !update.setParameter("id", eventId)
                .setParameter("thumbnail", gathered.thumbnail(), String.class)
                .setParameter("thumbnail_bytes", gathered.thumbnailBytes(), Long.class)
                .setParameter("frames_bytes", gathered.frames().isEmpty() ? null
                        : gathered.frames().stream().mapToLong(KeptFrame::sizeBytes).sum(), Long.class)
                .setParameter("has_frames", !gathered.frames().isEmpty())
                .setParameter("sound_ms", durationMs(gathered.sound()), Integer.class)
                .setParameter("missing", gathered.missing().isEmpty() ? null : String.join(",", gathered.missing()),
                        String.class)
                .getResultList().isEmpty();
        if (!isThere || gathered.frames().isEmpty()) {
            return List.of();
        }
        List<String> replaced = db
                .createNativeQuery("delete from event_frame where event_id = :id returning file", String.class)
                .addScalar("file", StandardBasicTypes.STRING).setParameter("id", eventId).getResultList();
        gathered.frames().forEach(frame -> insert(db, eventId, frame, now));
        return replaced;
    }

    /** The clip that the event had, whose file is now nobody's; empty if it had none. */
    private static Optional<String> dropClip(Session db, UUID eventId) {
        return db.createNativeQuery("""
                with old as materialized (
                    select id, clip from event where id = :id and clip is not null for no key update
                )
                update event e set clip = null, clip_bytes = null from old where e.id = old.id
                returning old.clip""", String.class).addScalar("clip", StandardBasicTypes.STRING)
                .setParameter("id", eventId).uniqueResultOptional();
    }

    private static Integer durationMs(Sound sound) {
        if (sound instanceof Sound.Heard heard) {
            return heard.durationMs();
        }
        return sound instanceof Sound.Silent silent ? silent.durationMs() : null;
    }

    private static void insert(Session db, UUID eventId, KeptFrame frame, Instant now) {
        db.createNativeMutationQuery("""
                insert into event_frame (id, event_id, frame_number, file, timestamp_offset_ms, width, height, file_size_bytes,
                    created_at)
                values (:id, :event_id, :number, :file, :offset_ms, :width, :height, :size, :now)""")
                .setParameter("id", frame.file().id()).setParameter("event_id", eventId)
                .setParameter("number", frame.number()).setParameter("file", frame.file().name())
                .setParameter("offset_ms", frame.offsetMs()).setParameter("width", frame.width())
                .setParameter("height", frame.height()).setParameter("size", frame.sizeBytes()).setParameter("now", now)
                .executeUpdate();
    }
}
