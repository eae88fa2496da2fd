package io.vigil.protect.client;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import io.vertx.core.Future;

/**
 * One controller, asked by whichever of its two APIs can tell: the official one first. Futures fail with a
 * {@link ControllerException} and nothing else. Must be called outside any session.
 */
public final class ControllerClient {

    /** Version of the Protect application, as it says. */
    public record Info(String version, int cameras) {
    }

    /** Who it is. Also the test of address, certificate and credentials: of both, where there are both. */
    public Future<Info> info() {
        throw new UnsupportedOperationException();
    }

    /** All its cameras. */
    public Future<List<ControllerCamera>> cameras() {
        throw new UnsupportedOperationException();
    }

    /** What the camera sees now, as a JPEG file that the caller owns. */
    public Future<Path> snapshot(String cameraId) {
        throw new UnsupportedOperationException();
    }

    /** Whether the picture and the clip of an event, and events of the past, can be had. */
    public boolean hasRecordings() {
        throw new UnsupportedOperationException();
    }

    /** The picture of an event that has ended, as a JPEG file that the caller owns; NOT_YET while there is none. */
    public Future<Path> thumbnail(String eventId) {
        throw new UnsupportedOperationException();
    }

    /** What the camera recorded, as an MP4 file that the caller owns; NOT_YET while it is not written. */
    public Future<Path> clip(String cameraId, Instant start, Instant end) {
        throw new UnsupportedOperationException();
    }

    /** The events that began between the two, oldest first; at most as many as {@code most}, then the newest of them. */
    public Future<List<EventChange>> history(Instant from, Instant to, int most) {
        throw new UnsupportedOperationException();
    }

    /** Opens the live stream. What is told while the future is not complete yet is not lost. */
    public Future<LiveStream> open(StreamListener listener) {
        throw new UnsupportedOperationException();
    }

    /** Ends whatever is under way. */
    public Future<Void> close() {
        throw new UnsupportedOperationException();
    }
}
