package io.vigil.protect.internal;

import java.util.UUID;

import io.vigil.web.live.LiveSink;

/** What clients that are connected now are told of controllers, in the contract's words, which are fewer than ours. */
public final class LiveNews {

    private LiveNews() {
    }

    private record ConnectionStatus(UUID controllerId, String status, String error) {
    }

    private record CameraStatus(UUID controllerId, String cameraId, boolean isOnline) {
    }

    /**
     * How the connection fares, once the session that is open has committed.
     *
     * @param error for a person, or null
     */
    public static void connection(LiveSink live, UUID controllerId, ConnectionState state, String error) {
        live.tell("PROTECT_CONNECTION_STATUS", new ConnectionStatus(controllerId, word(state), error));
    }

    /**
     * A camera came or went.
     *
     * @param cameraId the controller's own
     */
    public static void camera(LiveSink live, UUID controllerId, String cameraId, boolean isOnline) {
        live.tell("CAMERA_STATUS_CHANGED", new CameraStatus(controllerId, cameraId, isOnline));
    }

    private static String word(ConnectionState state) {
        return switch (state) {
            case DISCONNECTED, CONNECTING, CONNECTED -> state.word();
            case WAITING, LIMITED -> "reconnecting";
            case REFUSED, UNTRUSTED -> "error";
        };
    }
}
