package io.vigil.event;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;

import jakarta.inject.Singleton;

import org.hibernate.Session;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.vigil.ai.MetadataDescriber;
import io.vigil.event.NoticeSink.Notice;
import io.vigil.event.NoticeSink.Stage;
import io.vigil.event.internal.Announcer;
import io.vigil.event.internal.EventQuery;
import io.vigil.event.internal.EventStore;
import io.vigil.event.internal.EventStore.Media;
import io.vigil.event.internal.EventStore.NewRow;
import io.vigil.event.internal.EventStore.Sizes;
import io.vigil.media.Clips;
import io.vigil.media.MediaException;
import io.vigil.media.MediaFile;
import io.vigil.media.MediaStore;
import io.vigil.media.MediaType;
import io.vigil.media.Picture;
import io.vigil.media.Pictures;
import io.vigil.session.Budget;
import io.vigil.session.CommitOutcomeUnknown;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionSpec;
import io.vigil.web.ProblemException;

/**
 * How an event of any source is stored: media on disk first, then one session that inserts the row under its unique key. When
 * this returns, the event is committed; a repeat of one that is there answers that one and stores nothing.
 */
@Singleton
public class EventIngest {

    private static final Logger LOG = Logger.getLogger(EventIngest.class);
    private static final Duration MEDIA_RETRY = Duration.ofSeconds(30);
    /** Nobody removes an event so new because of what a backup has. */
    private static final Duration FRESH = Duration.ofSeconds(30);
    private static final String CAMERA_NAME = "{camera}";

    private final Pictures pictures;
    private final Clips clips;
    private final MediaStore media;
    private final MetadataDescriber metadata;
    private final Announcer announcer;
    private final Clock clock;
    private final MeterRegistry registry;

    EventIngest(Pictures pictures, Clips clips, MediaStore media, MetadataDescriber metadata, Announcer announcer, Clock clock,
            MeterRegistry registry) {
        this.pictures = pictures;
        this.clips = clips;
        this.media = media;
        this.metadata = metadata;
        this.announcer = announcer;
        this.clock = clock;
        this.registry = registry;
    }

    /**
     * What a source reports.
     *
     * @param source who reports, as part of the unique key
     * @param externalId the source's own id of the event, or null if it has none; then a repeat cannot be recognised
     * @param told what a client told besides, or null
     * @param snapshot an uploaded picture, or null
     * @param clip an uploaded clip, or null
     */
    public record Detection(UUID cameraId, String source, String externalId, EventKind kind, Instant occurredAt, NewEvent told,
            Path snapshot, Path clip) {
    }

    /**
     * What became of it.
     *
     * @param isNew false for a repeat
     */
    public record Received(EventView event, boolean isNew) {
    }

    /**
     * Stores the event. Runs outside any session, on a worker thread.
     *
     * @throws ProblemException 404 without such a camera, 415 or 422 for media that are not what they should be, 503 when
     *         the disk fails; nothing of a refused event is left on it. A full disk is no reason to refuse: the event tells
     *         which of its media are missing
     */
    public Received receive(Detection detection) {
        Picture picture = detection.snapshot() == null ? null : pictures.check(detection.snapshot());
        if (detection.clip() != null) {
            clips.check(detection.clip());
        }
        UUID id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        List<MediaFile> kept = new ArrayList<>(3);
        boolean stored = false;
        try {
            Media files = keep(detection, picture, kept);
            SessionSpec session = SessionContext.session("event.ingest").within(Budget.REQUEST);
            Received received;
            try {
                received = session.call(db -> store(db, id, detection, files));
            } catch (CommitOutcomeUnknown e) {
                // The row may be there, so its media stay; its id is ours, so that storing it again settles the question.
                stored = true;
                received = session.call(db -> store(db, id, detection, files));
            }
            stored = received.isNew();
            count(detection, stored);
            return received;
        } catch (MediaException e) {
            throw ProblemException.unavailable("The media of the event cannot be stored now", MEDIA_RETRY);
        } finally {
            if (!stored) {
                kept.forEach(media::delete);
            }
        }
    }

    private Media keep(Detection detection, Picture picture, List<MediaFile> kept) {
        List<String> missing = new ArrayList<>();
        String snapshot = picture == null ? null
                : kept("snapshot", () -> media.keep(detection.snapshot(), picture.type()), kept, missing);
        String thumbnail = picture == null ? null
                : kept("thumbnail", () -> media.keep(picture.thumbnail(), MediaType.JPEG), kept, missing);
        String clip = detection.clip() == null ? null
                : kept("clip", () -> media.keep(detection.clip(), MediaType.MP4), kept, missing);
        return new Media(snapshot, thumbnail, clip, List.of(), missing,
                new Sizes(size(snapshot), size(thumbnail), size(clip)));
    }

    /** Null for what is not there. */
    private Long size(String name) {
        OptionalLong bytes = name == null ? OptionalLong.empty() : media.size(MediaFile.parse(name));
        return bytes.isPresent() ? bytes.getAsLong() : null;
    }

    /** The name of the file, or null and a word among the missing if there is no room for it. */
    private String kept(String what, Supplier<MediaFile> keeping, List<MediaFile> kept, List<String> missing) {
        try {
            MediaFile file = keeping.get();
            kept.add(file);
            return file.name();
        } catch (MediaException e) {
            if (!e.isDiskFull()) {
                throw e;
            }
            LOG.warnf("The disk is full: an event is stored without its %s", what);
            registry.counter("media.missing", "what", what).increment();
            missing.add(what);
            return null;
        }
    }

    /** Who was there may be gone before it is held, and the second try finds its place free. */
    private Received store(Session db, UUID id, Detection detection, Media kept) {
        return inserted(db, id, detection, kept).or(() -> known(db, id, detection))
                .or(() -> inserted(db, id, detection, kept))
                .orElseThrow(() -> ProblemException.notFound("camera", detection.cameraId()));
    }

    private Optional<Received> inserted(Session db, UUID id, Detection detection, Media kept) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Optional<EventView> inserted = EventStore.insert(db,
                new NewRow(id, detection.cameraId(), detection.source(), detection.externalId(), detection.kind(),
                        detection.occurredAt().truncatedTo(ChronoUnit.MICROS),
                        metadata.sentence(detection.kind().word(), CAMERA_NAME), CAMERA_NAME, detection.told(), kept),
                now);
        inserted.ifPresent(event -> announcer.announce(List.of(notice(event, detection))));
        return inserted.map(event -> new Received(event, true));
    }

    private static Notice notice(EventView event, Detection detection) {
        return new Notice(Stage.STORED, event.id(), event.cameraId(), event.cameraName(), detection.kind(), event.timestamp(),
                event.description());
    }

    /** A repeat; or this very event, committed by a try whose answer was lost. It is there until this is answered. */
    private Optional<Received> known(Session db, UUID id, Detection detection) {
        Optional<EventView> known = detection.externalId() == null ? EventQuery.byId(db, id)
                : EventStore.bySource(db, detection.source(), detection.externalId());
        return known.filter(event -> isFresh(event) || EventStore.touch(db, event.id(), clock.instant())).map(event -> {
            boolean isThis = event.id().equals(id);
            if (isThis) {
                announcer.settle(notice(event, detection));
            }
            return new Received(event, isThis);
        });
    }

    private boolean isFresh(EventView event) {
        return event.createdAt().isAfter(clock.instant().minus(FRESH));
    }

    private void count(Detection detection, boolean isNew) {
        registry.counter("events.received", "kind", detection.kind().word(), "repeat", String.valueOf(!isNew)).increment();
    }
}
