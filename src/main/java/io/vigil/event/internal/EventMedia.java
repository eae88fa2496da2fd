package io.vigil.event.internal;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.vigil.media.AudioExtractor;
import io.vigil.media.Frame;
import io.vigil.media.FrameExtractor;
import io.vigil.media.FrameExtractor.Sampling;
import io.vigil.media.MediaException;
import io.vigil.media.MediaFile;
import io.vigil.media.MediaStore;
import io.vigil.media.MediaType;
import io.vigil.media.Pictures;
import io.vigil.media.Sound;
import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;
import io.vigil.web.ProblemException;

/**
 * What there is to see and hear of an event, gathered from its files without a session: the pictures for a model, the sound,
 * and files to be named by rows. {@link EventFrames#record} writes those rows; until it does, the sweeper has an eye on them.
 */
@Singleton
public class EventMedia {

    private static final Logger LOG = Logger.getLogger(EventMedia.class);
    private static final int UNREADABLE_PICTURE = 422;

    private final MediaStore store;
    private final Pictures pictures;
    private final FrameExtractor frames;
    private final AudioExtractor sounds;
    private final MeterRegistry registry;

    EventMedia(MediaStore store, Pictures pictures, FrameExtractor frames, AudioExtractor sounds, MeterRegistry registry) {
        this.store = store;
        this.pictures = pictures;
        this.frames = frames;
        this.sounds = sounds;
        this.registry = registry;
    }

    /**
     * What to look into.
     *
     * @param snapshot the name of its picture, or null
     * @param thumbnail the name of its thumbnail, or null; then one is made of the clip
     * @param clip the name of its clip, or null
     * @param wantsSound whether the sound is listened to
     */
    public record Wanted(String snapshot, String thumbnail, String clip, Look look, boolean wantsSound) {
    }

    /**
     * How a clip is looked at.
     *
     * @param frames how many frames of it, 3 to 20
     * @param from how much of its beginning is left out
     * @param keeps whether the frames are kept as files
     * @param keepsClip whether the clip stays once it has been described
     */
    public record Look(int frames, Sampling sampling, Duration from, boolean keeps, boolean keepsClip) {

        /** As the household wants it now. */
        public static Look of(Settings settings) {
            return new Look(settings.get(SettingKey.ANALYSIS_FRAME_COUNT),
                    switch (settings.get(SettingKey.FRAME_SAMPLING_STRATEGY)) {
                        case "uniform" -> Sampling.UNIFORM;
                        case "hybrid" -> Sampling.HYBRID;
                        default -> Sampling.MOTION_ADAPTIVE;
                    }, Duration.ofMillis(settings.get(SettingKey.FRAME_EXTRACTION_OFFSET_MS)),
                    settings.get(SettingKey.STORE_ANALYSIS_FRAMES), settings.get(SettingKey.STORE_MOTION_VIDEOS));
        }
    }

    /**
     * A picture as a model takes it.
     *
     * @param offsetMs where in the clip, or null for the snapshot
     */
    public record Shown(byte[] bytes, String contentType, Integer offsetMs) {
    }

    /** A frame that is in the store, to be named by a row. */
    public record KeptFrame(int number, MediaFile file, int offsetMs, int width, int height, int sizeBytes) {
    }

    /**
     * What was found.
     *
     * @param pictures the snapshot first, then the frames of the clip in the order of time
     * @param frames the same frames as files; none where there was no room to keep them, or nobody wants them kept
     * @param sound null where nobody listened or could
     * @param thumbnail the name of a new thumbnail, or null
     * @param thumbnailBytes how large it is, or null
     * @param missing what should be there and is not: snapshot, clip, frames or thumbnail
     * @param failure why the clip could not be looked into, or null; the pictures are then what there is without it
     * @param keepsClip whether the event's clip stays once it has been described, be it that it came meanwhile
     */
    public record Gathered(List<Shown> pictures, List<KeptFrame> frames, Sound sound, String thumbnail, Long thumbnailBytes,
            List<String> missing, MediaException failure, boolean keepsClip) {

        /** The same without pictures and samples, for whoever waits for a model and needs only the facts afterwards. */
        public Gathered withoutBytes() {
            Sound facts = sound instanceof Sound.Heard heard
                    ? new Sound.Heard(new byte[0], heard.durationMs(), heard.level())
                    : sound;
            return new Gathered(List.of(), frames, facts, thumbnail, thumbnailBytes, missing, failure, keepsClip);
        }
    }

    /**
     * Gathers. Takes as long as two looks into the clip may.
     *
     * @throws ProblemException 503 if no decoder of pictures became free
     * @throws MediaException DISK_FAILED if the media store fails
     */
    public Gathered gather(Wanted wanted) {
        List<Shown> shown = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        if (wanted.snapshot() != null) {
            MediaFile.named(wanted.snapshot()).flatMap(this::snapshot)
                    .ifPresentOrElse(picture -> shown.add(shown(picture, null)), () -> missing.add("snapshot"));
        }
        Optional<Path> clip = Optional.ofNullable(wanted.clip()).flatMap(MediaFile::named).flatMap(store::find);
        if (clip.isEmpty()) {
            if (wanted.clip() != null) {
                missing.add("clip");
            }
            return new Gathered(shown, List.of(), null, null, null, missing, null, wanted.look().keepsClip());
        }
        return look(clip.get(), wanted, shown, missing);
    }

    /** Empty also where it cannot be decoded: that will not change, and the clip may show as much. */
    private Optional<byte[]> snapshot(MediaFile file) {
        try {
            return store.read(file).map(picture -> pictures.forModel(picture, file.type()));
        } catch (ProblemException e) {
            if (e.status() != UNREADABLE_PICTURE) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private Gathered look(Path clip, Wanted wanted, List<Shown> shown, List<String> missing) {
        List<Frame> seen = List.of();
        Sound heard = null;
        MediaException failure = null;
        try {
            seen = frames.frames(clip, wanted.look().frames(), wanted.look().sampling(), wanted.look().from());
        } catch (MediaException e) {
            failure = e;
        }
        // A clip that shows nothing may still be heard, and sound takes less time; only without ffmpeg is it no use asking.
        if (wanted.wantsSound() && (failure == null || failure.kind() != MediaException.Kind.NO_FFMPEG)) {
            try {
                heard = sounds.sound(clip);
            } catch (MediaException e) {
                failure = failure == null ? e : failure;
            }
        }
        seen.forEach(frame -> shown.add(shown(frame.jpeg(), frame.offsetMs())));
        // Made before anything is kept, so that what fails here leaves no files behind.
        Optional<byte[]> thumbnail = wanted.thumbnail() != null || seen.isEmpty() ? Optional.empty()
                : thumbnail(seen.get(seen.size() / 2), missing);
        List<KeptFrame> kept = new ArrayList<>();
        String thumbnailName = keep(wanted.look().keeps() ? seen : List.of(), thumbnail, kept, missing);
        Long thumbnailBytes = thumbnailName == null ? null : thumbnail.map(bytes -> (long) bytes.length).orElseThrow();
        return new Gathered(shown, kept, heard, thumbnailName, thumbnailBytes, missing, failure, wanted.look().keepsClip());
    }

    /** An event without a thumbnail is still an event; none is a reason to look into the clip again. */
    private Optional<byte[]> thumbnail(Frame frame, List<String> missing) {
        try {
            return Optional.of(pictures.thumbnail(frame));
        } catch (ProblemException | UncheckedIOException e) {
            missing.add("thumbnail");
            return Optional.empty();
        }
    }

    /**
     * Keeps the frames, all of them or none, and the thumbnail if there is room for it too.
     *
     * @return the thumbnail's name, or null
     */
    private String keep(List<Frame> seen, Optional<byte[]> thumbnail, List<KeptFrame> kept, List<String> missing) {
        String what = "frames";
        boolean framesStay = false;
        try {
            for (Frame frame : seen) {
                kept.add(new KeptFrame(kept.size() + 1, store.keep(frame.jpeg(), MediaType.JPEG), frame.offsetMs(),
                        frame.width(), frame.height(), frame.jpeg().length));
            }
            what = "thumbnail";
            String name = thumbnail.map(bytes -> store.keep(bytes, MediaType.JPEG).name()).orElse(null);
            framesStay = true;
            return name;
        } catch (MediaException e) {
            if (!e.isDiskFull()) {
                throw e;
            }
            framesStay = what.equals("thumbnail");
            missing.add(what);
            registry.counter("media.missing", "what", what).increment();
            return null;
        } finally {
            if (!framesStay) {
                discard(kept);
            }
        }
    }

    /** What cannot be deleted is the sweeper's. */
    private void discard(List<KeptFrame> kept) {
        for (KeptFrame frame : kept) {
            try {
                store.delete(frame.file());
            } catch (MediaException e) {
                LOG.debugf("A frame that nobody needs stays for the sweeper: %s", e.getCause());
            }
        }
        kept.clear();
    }

    private static Shown shown(byte[] picture, Integer offsetMs) {
        return new Shown(picture, MediaType.announcedBy(picture).orElseThrow().contentType(), offsetMs);
    }
}
