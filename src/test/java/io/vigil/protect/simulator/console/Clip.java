package io.vigil.protect.simulator.console;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vigil.protect.simulator.Faults;

/** A clip on its way, in pieces and without a word about its length, as a controller sends it. */
final class Clip {

    private static final int PIECE = 32 << 10;

    private final byte[] bytes;

    Clip(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Sends it as well or badly as it is to be sent. */
    void send(HttpServerRequest request, Faults faults) {
        HttpServerResponse response = request.response().putHeader("Content-Type", "video/mp4");
        boolean breaksOff = faults.doClipsBreakOff();
        boolean lies = faults.doClipsLie();
        if (lies) {
            response.putHeader("Content-Length", String.valueOf(bytes.length * 2));
        } else {
            response.setChunked(true);
        }
        write(request, 0, breaksOff ? bytes.length / 2 : bytes.length, breaksOff || lies);
    }

    private void write(HttpServerRequest request, int from, int end, boolean breaksOff) {
        if (from < end) {
            int to = Math.min(end, from + PIECE);
            request.response().write(Buffer.buffer().appendBytes(bytes, from, to - from))
                    .onSuccess(written -> write(request, to, end, breaksOff));
        } else if (breaksOff) {
            request.connection().close();
        } else {
            request.response().end();
        }
    }
}
