package io.vigil.protect.simulator;

/** A live stream of a controller. */
public enum Channel {

    /** Official API: events, as JSON text. */
    EVENTS("/proxy/protect/integration/v1/subscribe/events"),
    /** Official API: devices, as JSON text. */
    DEVICES("/proxy/protect/integration/v1/subscribe/devices"),
    /** Private API: everything, as binary packets. */
    UPDATES("/proxy/protect/ws/updates");

    private final String path;

    Channel(String path) {
        this.path = path;
    }

    /** Where it is opened. */
    public String path() {
        return path;
    }
}
