package io.vigil.protect.client;

import java.util.List;

/** Hears what a controller tells live. All calls come on an event loop, one after another: none may block. */
public interface StreamListener {

    /** An event began, changed or ended; in the order in which it was told. */
    void event(EventChange change);

    /** Cameras came or went. */
    void online(List<String> cameraIds, boolean isOnline);

    /** The stream is over; called once, last. The reason is for a person. */
    void closed(String reason);
}
