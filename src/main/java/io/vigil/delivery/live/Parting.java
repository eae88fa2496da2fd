package io.vigil.delivery.live;

import io.quarkus.websockets.next.CloseReason;

/** Why a client is let go. The codes are those of RFC 6455, section 7.4, and of its registry. */
enum Parting {

    SLOW(1013, "Too much waits for you; come back"),
    MISSED(1013, "Something may be missing; come back and read again"),
    CROWDED(1013, "Too many are connected; come back later"),
    REVOKED(1008, "Sign in again"),
    SILENT(1008, "Two pings without a pong"),
    NOISY(1008, "Too many pings"),
    BROKEN(1002, "That could not be understood"),
    STOPPING(1001, "Vigil is stopping");

    private final CloseReason reason;

    Parting(int code, String words) {
        this.reason = new CloseReason(code, words);
    }

    CloseReason reason() {
        return reason;
    }
}
