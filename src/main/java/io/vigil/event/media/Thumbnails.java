package io.vigil.event.media;

/** Which events have a thumbnail to show, told once for all who ask. */
public final class Thumbnails {

    /**
     * As SQL, of an event {@code e}: it names one, and its file was not found to be gone. The index of events without has the
     * same words.
     */
    public static final String IS_THERE = "(e.thumbnail is not null and coalesce(e.missing_media, '') not like '%thumbnail%')";

    private Thumbnails() {
    }
}
