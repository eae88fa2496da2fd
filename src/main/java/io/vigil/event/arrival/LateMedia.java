package io.vigil.event.arrival;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Singleton;

import org.hibernate.Session;
import org.hibernate.query.MutationQuery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.vigil.media.Clips;
import io.vigil.media.MediaFile;
import io.vigil.media.MediaStore;
import io.vigil.media.MediaType;
import io.vigil.media.Picture;
import io.vigil.media.Pictures;
import io.vigil.session.Budget;
import io.vigil.session.CommitOutcomeUnknown;
import io.vigil.session.SessionContext;

/** Pictures and clips that come after their events: on disk first, then one session that names them in the event's row. */
@Singleton
public class LateMedia {

    private static final String ATTACH_SNAPSHOT = """
            update event set snapshot = :file, thumbnail = :thumbnail, missing_media = nullif(array_to_string(array_remove(
                array_remove(string_to_array(missing_media, ','), 'snapshot'), 'thumbnail'), ','), '')
            where id = :id and snapshot is null""";

    private static final String ATTACH_CLIP = """
            update event set clip = :file, missing_media = nullif(array_to_string(
                array_remove(string_to_array(missing_media, ','), 'clip'), ','), '')
            where id = :id and clip is null""";

    private static final String LACK = """
            update event e set missing_media = concat_ws(',', e.missing_media, lack.what)
            from (select l.event_id, string_agg(distinct l.what, ',' order by l.what) as what
                from jsonb_to_recordset(cast(:lacks as jsonb)) as l(event_id uuid, what text)
                join event own on own.id = l.event_id
                where l.what <> all(coalesce(string_to_array(own.missing_media, ','), cast(array[] as text[])))
                group by l.event_id) lack
            where e.id = lack.event_id""";

    private final Pictures pictures;
    private final Clips clips;
    private final MediaStore media;
    private final ObjectMapper json;

    LateMedia(Pictures pictures, Clips clips, MediaStore media, ObjectMapper json) {
        this.pictures = pictures;
        this.clips = clips;
        this.media = media;
        this.json = json;
    }

    /** What the caller writes in the session that attaches a file. */
    @FunctionalInterface
    public interface Alongside {

        /** Writes; told whether the file was attached: not if the event is gone, or has one already. */
        void write(Session db, boolean isAttached);
    }

    /**
     * What an event should have and will never have.
     *
     * @param what snapshot or clip
     */
    public record Lack(UUID eventId, String what) {
    }

    /**
     * Attaches a picture, unless the event is gone or has one; then nothing of it is kept. Outside any session.
     *
     * @param file taken over, if all goes well
     * @throws io.vigil.web.ProblemException if it is no good picture, or cannot be looked at now (503)
     * @throws io.vigil.media.MediaException if the disk is full or fails
     */
    public boolean attachSnapshot(UUID eventId, Path file, Alongside alongside) {
        Picture picture = pictures.check(file);
        return keeping(kept -> {
            kept.add(media.keep(file, picture.type()));
            kept.add(media.keep(picture.thumbnail(), MediaType.JPEG));
            return attach(ATTACH_SNAPSHOT, eventId, kept, alongside);
        });
    }

    /** Attaches a clip, on the same terms. */
    public boolean attachClip(UUID eventId, Path file, Alongside alongside) {
        clips.check(file);
        return keeping(kept -> {
            kept.add(media.keep(file, MediaType.MP4));
            return attach(ATTACH_CLIP, eventId, kept, alongside);
        });
    }

    @FunctionalInterface
    private interface Keeping {
        boolean attach(List<MediaFile> kept);
    }

    private boolean keeping(Keeping work) {
        List<MediaFile> kept = new ArrayList<>(2);
        boolean named = false;
        try {
            named = work.attach(kept);
            return named;
        } catch (CommitOutcomeUnknown e) {
            // The row may name them. If it does not, the sweeper of files finds out.
            named = true;
            throw e;
        } finally {
            if (!named) {
                kept.forEach(media::delete);
            }
        }
    }

    private static boolean attach(String sql, UUID eventId, List<MediaFile> kept, Alongside alongside) {
        return SessionContext.session("event.attach-media").rootOnly().within(Budget.REQUEST).call(db -> {
            MutationQuery query = db.createNativeMutationQuery(sql).setParameter("id", eventId)
                    .setParameter("file", kept.get(0).name());
            if (kept.size() > 1) {
                query.setParameter("thumbnail", kept.get(1).name());
            }
            boolean attached = query.executeUpdate() == 1;
            alongside.write(db, attached);
            return attached;
        });
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
