package io.vigil.event.internal;

import java.util.List;
import java.util.UUID;

import jakarta.inject.Singleton;

import io.vigil.camera.CameraRemoval;
import io.vigil.event.internal.EventStore.Media;
import io.vigil.event.internal.EventStore.Oldest;
import io.vigil.event.internal.EventStore.Removed;
import io.vigil.media.MediaFile;
import io.vigil.media.MediaStore;
import io.vigil.session.SessionContext;

/** The files of events go with their rows: row first, then file, so that no row is ever left without its file. */
@Singleton
public class EventRemoval implements CameraRemoval {

    private static final int PAGE = 500;

    private final MediaStore media;

    EventRemoval(MediaStore media) {
        this.media = media;
    }

    @Override
    public void removeMost(UUID cameraId) {
        int removed;
        do {
            removed = SessionContext.session("event.remove-page").rootOnly().call(() -> removePage(cameraId));
        } while (removed == PAGE);
    }

    @Override
    public void beforeRemoval(UUID cameraId) {
        while (removePage(cameraId) == PAGE) {
            // Few can have come since the pages before.
        }
    }

    private int removePage(UUID cameraId) {
        List<Media> removed = EventStore.deleteOfCamera(SessionContext.current(), cameraId, PAGE);
        removed.forEach(this::deleteAfterCommit);
        return removed.size();
    }

    /** Removes one event inside the open session; false if there is none. */
    public boolean remove(UUID eventId) {
        List<Media> removed = EventStore.delete(SessionContext.current(), eventId).stream().toList();
        removed.forEach(this::deleteAfterCommit);
        return !removed.isEmpty();
    }

    /** Removes old events inside the open session. */
    public Removed removeOldest(Oldest which) {
        Removed removed = EventStore.deleteOldest(SessionContext.current(), which);
        removed.gone().forEach(gone -> deleteAfterCommit(gone.media()));
        return removed;
    }

    private void deleteAfterCommit(Media files) {
        SessionContext.afterCommit("event.delete-media",
                () -> files.names().forEach(name -> MediaFile.named(name).ifPresent(media::delete)));
    }
}
