package io.vigil.event.arrival;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.inject.Singleton;
import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.vigil.media.Clips;
import io.vigil.media.MediaFile;
import io.vigil.media.MediaStore;
import io.vigil.media.MediaType;
import io.vigil.media.Picture;
import io.vigil.media.Pictures;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;

/** Pictures and clips that come after their events: on disk first, then one session that names them in the event's row. */
@Singleton
public class LateMedia {

    /** A picture that is being looked at is not replaced under the eyes of whoever looks. */
    private static final String ATTACH_PICTURE = """
            with old as materialized (
                select id, state, snapshot, thumbnail from event where id = :id for no key update
            ), done as (
                update event e set snapshot = :file, thumbnail = :thumbnail, snapshot_bytes = cast(:bytes as bigint),
                    thumbnail_bytes = cast(:thumbnail_bytes as bigint), missing_media = nullif(array_to_string(
                    array_remove(array_remove(string_to_array(e.missing_media, ','), 'snapshot'), 'thumbnail'), ','), '')
                from old where e.id = old.id and (old.snapshot is null or :replaces and old.state <> 'processing')
                returning e.id
            )
            select case when old.snapshot = :file or exists (select 1 from done) then 'ATTACHED'
                when :replaces then 'LATER' else 'UNWANTED' end as attachment, old.snapshot, old.thumbnail from old""";

    /** One of an event that is described is wanted only where clips are kept: nobody looks into it any more. */
    private static final String ATTACH_CLIP = """
            with old as materialized (select id, state, clip from event where id = :id for no key update), done as (
                update event e set clip = :file, clip_bytes = cast(:bytes as bigint), missing_media = nullif(array_to_string(
                    array_remove(string_to_array(e.missing_media, ','), 'clip'), ','), '')
                from old where e.id = old.id and old.clip is null and (:keeps or old.state <> 'described')
                returning e.id
            )
            select case when old.clip = :file or exists (select 1 from done) then 'ATTACHED' else 'UNWANTED' end as attachment
            from old""";

    private static final String LACK = """
            update event e set missing_media = concat_ws(',', e.missing_media, lack.what)
            from (select l.event_id, string_agg(distinct l.what, ',' order by l.what) as what
                from jsonb_to_recordset(cast(:lacks as jsonb)) as l(event_id uuid, what text)
                join event own on own.id = l.event_id
                where l.what <> all(coalesce(string_to_array(own.missing_media, ','), cast(array[] as text[])))
                    and not (l.what = 'snapshot' and own.snapshot is not null or l.what = 'clip' and own.clip is not null)
                group by l.event_id) lack
            where e.id = lack.event_id""";

    private final Pictures pictures;
    private final Clips clips;
    private final MediaStore media;
    private final Settings settings;
    private final ObjectMapper json;

    LateMedia(Pictures pictures, Clips clips, MediaStore media, Settings settings, ObjectMapper json) {
        this.pictures = pictures;
        this.clips = clips;
        this.media = media;
        this.settings = settings;
        this.json = json;
    }

    /** What the caller writes in the session that attaches a file. */
    @FunctionalInterface
    public interface Alongside {

        /** Writes; told what became of the file. */
        void write(Session db, Attachment attachment);
    }

    /** What became of a file. */
    public enum Attachment {
        /** The event names it. */
        ATTACHED,
        /** The event is gone, has one already, or is described and the household keeps no clips. */
        UNWANTED,
        /** The event's picture cannot be replaced while somebody looks at it. */
        LATER
    }

    /**
     * Files on disk that no row names yet: the picture and its thumbnail, or the clip.
     *
     * @param eventId whose they are to be
     */
    public record Kept(UUID eventId, List<MediaFile> files) {
    }

    /**
     * What an event should have and will never have.
     *
     * @param what snapshot or clip
     */
    public record Lack(UUID eventId, String what) {
    }

    /**
     * Takes a picture over. Outside any session.
     *
     * @throws io.vigil.web.ProblemException if it is no good picture, or cannot be looked at now (503)
     * @throws io.vigil.media.MediaException if the disk is full or fails; nothing is kept then
     */
    public Kept keepPicture(UUID eventId, Path file) {
        Picture picture = pictures.check(file);
        MediaFile thumbnail = media.keep(picture.thumbnail(), MediaType.JPEG);
        boolean isWhole = false;
        try {
            Kept kept = new Kept(eventId, List.of(media.keep(file, picture.type()), thumbnail));
            isWhole = true;
            return kept;
        } finally {
            if (!isWhole) {
                media.delete(thumbnail);
            }
        }
    }

    /** Takes a clip over, on the same terms. */
    public Kept keepClip(UUID eventId, Path file) {
        clips.check(file);
        return new Kept(eventId, List.of(media.keep(file, MediaType.MP4)));
    }

    /**
     * Names the files in the event's row, or deletes them if they are not attached. May be called again with the same after any
     * failure, be it that the first call was committed; who does not must {@link #drop} them. Outside any session.
     *
     * @param replaces whether a picture that is there already gives way; its files go after the commit
     */
    public Attachment attach(Kept kept, boolean replaces, Alongside alongside) {
        List<Long> bytes = kept.files().stream().map(this::bytes).toList();
        boolean keepsClips = settings.get(SettingKey.STORE_MOTION_VIDEOS);
        Attachment attachment = SessionContext.session("event.attach-media").rootOnly().within(Budget.REQUEST).call(db -> {
            Attachment found = kept.files().size() == 1 ? attachClip(db, kept, bytes, keepsClips)
                    : attachPicture(db, kept, bytes, replaces);
            alongside.write(db, found);
            return found;
        });
        if (attachment != Attachment.ATTACHED) {
            drop(kept);
        }
        return attachment;
    }

    /** Null if it is not there any more. */
    private Long bytes(MediaFile file) {
        OptionalLong bytes = media.size(file);
        return bytes.isPresent() ? bytes.getAsLong() : null;
    }

    private static Attachment attachClip(Session db, Kept kept, List<Long> bytes, boolean keepsClips) {
        return db.createNativeQuery(ATTACH_CLIP, String.class).addScalar("attachment", StandardBasicTypes.STRING)
                .setParameter("id", kept.eventId()).setParameter("file", kept.files().get(0).name())
                .setParameter("bytes", bytes.get(0), Long.class).setParameter("keeps", keepsClips).uniqueResultOptional()
                .map(Attachment::valueOf).orElse(Attachment.UNWANTED);
    }

    private Attachment attachPicture(Session db, Kept kept, List<Long> bytes, boolean replaces) {
        List<String> names = kept.files().stream().map(MediaFile::name).toList();
        Tuple row = db.createNativeQuery(ATTACH_PICTURE, Tuple.class).addScalar("attachment", StandardBasicTypes.STRING)
                .addScalar("snapshot", StandardBasicTypes.STRING).addScalar("thumbnail", StandardBasicTypes.STRING)
                .setParameter("id", kept.eventId()).setParameter("file", names.get(0)).setParameter("thumbnail", names.get(1))
                .setParameter("bytes", bytes.get(0), Long.class).setParameter("thumbnail_bytes", bytes.get(1), Long.class)
                .setParameter("replaces", replaces).uniqueResult();
        Attachment attachment = row == null ? Attachment.UNWANTED : Attachment.valueOf(row.get(0, String.class));
        if (attachment == Attachment.ATTACHED) {
            List<MediaFile> replaced = Stream.of(row.get(1, String.class), row.get(2, String.class))
                    .filter(name -> name != null && !names.contains(name)).map(MediaFile::parse).toList();
            SessionContext.afterCommit("event.delete-replaced", () -> replaced.forEach(media::delete));
        }
        return attachment;
    }

    /** They will not be attached after all. */
    public void drop(Kept kept) {
        kept.files().forEach(media::delete);
    }

    /** Writes down what events will never have; part of the caller's session. */
    public void lack(List<Lack> lacks) {
        if (!lacks.isEmpty()) {
            SessionContext.run("event.lack-media", db -> {
                db.createNativeMutationQuery(LACK).setParameter("lacks", text(lacks)).executeUpdate();
            });
        }
    }

    private String text(List<Lack> lacks) {
        try {
            return json.writeValueAsString(lacks);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
