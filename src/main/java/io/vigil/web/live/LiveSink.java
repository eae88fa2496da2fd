package io.vigil.web.live;

/**
 * Tells clients that are connected now, whichever replica they are connected to. What nobody listens to is lost: what has to
 * arrive is a notice.
 */
public interface LiveSink {

    /**
     * Tells it once the session that is open has committed, or at once if none is.
     *
     * @param type one of the message types of {@code /ws}, such as {@code CAMERA_STATUS_CHANGED}
     * @param data a record or map of simple values, as it stands in the message
     */
    void tell(String type, Object data);
}
