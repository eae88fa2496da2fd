package io.vigil.event.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import jakarta.inject.Singleton;

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

/**
 * What there is to see and hear of an event, gathered from its files without a session: the pictures for a model, the sound,
 * and files to be named by rows. {@link EventFrames#record} writes those rows; until it does, the sweeper has an eye on them.
 */
@Singleton
public class EventMedia {

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
     * @param frameCount how many frames of the clip, 3 to 20
     * @param wantsSound whether the sound is listened to
     */
    public record Wanted(String snapshot, String thumbnail, String clip, int frameCount, Sampling sampling,
            boolean wantsSound) {
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
     * @param frames the same frames as files; none where there was no room to keep them
     * @param sound null where nobody listened or could
     * @param thumbnail the name of a new thumbnail, or null
     * @param missing what should be there and is not: snapshot, clip, frames or thumbnail
     * @param failure why the clip could not be looked into, or null; the pictures are then what there is without it
     */
    public record Gathered(List<Shown> pictures, List<KeptFrame> frames, Sound sound, String thumbnail, List<String> missing,
            MediaException failure) {

        /**
         * How the event tells that its clip was of no use, in the contract's form {@code mode:reason}; null if it was of use.
         */
        public String fallbackReason() {
            return failure == null ? null : "multi_frame:" + failure.kind().name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Gathers. Takes as long as two looks into the clip may.
     *
     * @throws io.vigil.web.ProblemException 503 if no decoder of pictures became free
     * @throws MediaException DISK_FAILED if the media store fails
     */
    public Gathered gather(Wanted wanted) {
        List<Shown> shown = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        if (wanted.snapshot() != null) {
            MediaFile snapshot = MediaFile.parse(wanted.snapshot());
            Optional<byte[]> bytes = store.read(snapshot).map(picture -> pictures.forModel(picture, snapshot.type()));
            bytes.ifPresentOrElse(picture -> shown.add(shown(picture, null)), () -> missing.add("snapshot"));
        }
        Optional<Path> clip = Optional.ofNullable(wanted.clip()).map(MediaFile::parse).flatMap(store::find);
        if (clip.isEmpty()) {
            if (wanted.clip() != null) {
                missing.add("clip");
            }
            return new Gathered(shown, List.of(), null, null, missing, null);
        }
        return look(clip.get(), wanted, shown, missing);
    }

    private Gathered look(Path clip, Wanted wanted, List<Shown> shown, List<String> missing) {
        List<Frame> seen = List.of();
        Sound heard = null;
        MediaException failure = null;
        try {
            seen = frames.frames(clip, wanted.frameCount(), wanted.sampling());
        } catch (MediaException e) {
            failure = e;
        }
        // A clip that shows nothing may still be heard; without ffmpeg, or when it is overrun, it is no use asking again.
        if (wanted.wantsSound() && (failure == null || failure.kind() == MediaException.Kind.UNREADABLE)) {
            try {
                heard = sounds.sound(clip);
            } catch (MediaException e) {
                failure = failure == null ? e : failure;
            }
        }
        seen.forEach(frame -> shown.add(shown(frame.jpeg(), frame.offsetMs())));
        String thumbnail = null;
        List<KeptFrame> kept = List.of();
        try {
            kept = keep(seen);
            thumbnail = wanted.thumbnail() != null || seen.isEmpty() ? null
                    : store.keep(pictures.thumbnail(seen.get(seen.size() / 2)), MediaType.JPEG).name();
        } catch (MediaException e) {
            if (!e.isDiskFull()) {
                throw e;
            }
            String what = kept.isEmpty() ? "frames" : "thumbnail";
            missing.add(what);
            registry.counter("media.missing", "what", what).increment();
        }
        return new Gathered(shown, kept, heard, thumbnail, missing, failure);
    }

    /** All of them or none. */
    private List<KeptFrame> keep(List<Frame> seen) {
        List<KeptFrame> kept = new ArrayList<>();
        boolean all = false;
        try {
            for (Frame frame : seen) {
                kept.add(new KeptFrame(kept.size() + 1, store.keep(frame.jpeg(), MediaType.JPEG), frame.offsetMs(),
                        frame.width(), frame.height(), frame.jpeg().length));
            }
            all = true;
            return kept;
        } finally {
            if (!all) {
                kept.forEach(frame -> store.delete(frame.file()));
            }
        }
    }

    private static Shown shown(byte[] picture, Integer offsetMs) {
        return new Shown(picture, MediaType.announcedBy(picture).orElseThrow().contentType(), offsetMs);
    }
}
