package io.vigil.event.internal;

import java.util.List;
import java.util.UUID;

import jakarta.inject.Singleton;

import io.vigil.camera.CameraRemoval;
import io.vigil.event.internal.EventStore.Media;
import io.vigil.media.MediaFile;
import io.vigil.media.MediaStore;
import io.vigil.session.SessionContext;

/** The files of events go with their rows: row first, then file, so that no row is ever left without its file. */
@Singleton
public class EventRemoval implements CameraRemoval {

    private final MediaStore media;

    EventRemoval(MediaStore media) {
        this.media = media;
    }

    /** The rows of its events go by the foreign key. */
    @Override
    public void beforeRemoval(UUID cameraId) {
        EventStore.ofCamera(SessionContext.current(), cameraId).forEach(this::deleteAfterCommit);
    }

    /** Removes one event inside the open session; false if there is none. */
    public boolean remove(UUID eventId) {
        List<Media> removed = EventStore.delete(SessionContext.current(), eventId).stream().toList();
        removed.forEach(this::deleteAfterCommit);
        return !removed.isEmpty();
    }

    private void deleteAfterCommit(Media files) {
        SessionContext.afterCommit("event.delete-media",
                () -> files.names().forEach(name -> media.delete(MediaFile.parse(name))));
    }
}
