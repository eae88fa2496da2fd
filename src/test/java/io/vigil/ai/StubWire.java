package io.vigil.ai;

import java.nio.charset.StandardCharsets;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vigil.ai.VisionStub.Behaviour;

/** Sends a stub's answers, whole or as badly as they are to be sent. */
final class StubWire {

    private static final int CHUNK_BYTES = 64 << 10;
    private static final long DRIP_MILLIS = 20;

    /** What becomes of an answer on its way. */
    enum End {
        WHOLE,
        NEVER_STARTS,
        STALLS,
        BREAKS,
        DRIPS,
        NEVER_ENDS
    }

    private StubWire() {
    }

    static void send(Vertx vertx, HttpServerRequest request, Behaviour behaviour) {
        if (behaviour.delay().isZero()) {
            begin(vertx, request, behaviour);
        } else {
            vertx.setTimer(behaviour.delay().toMillis(), timer -> begin(vertx, request, behaviour));
        }
    }

    private static void begin(Vertx vertx, HttpServerRequest request, Behaviour behaviour) {
        HttpServerResponse response = request.response();
        if (behaviour.end() == End.NEVER_STARTS || response.closed()) {
            return;
        }
        response.setStatusCode(behaviour.status());
        behaviour.headers().forEach(response::putHeader);
        byte[] body = behaviour.body().getBytes(StandardCharsets.UTF_8);
        if (behaviour.end() == End.WHOLE) {
            response.end(Buffer.buffer(body));
            return;
        }
        if (behaviour.end() == End.NEVER_ENDS) {
            response.setChunked(true);
            writeForEver(response, Buffer.buffer(new byte[CHUNK_BYTES]));
            return;
        }
        // Of a drip nobody is to see the end.
        response.putHeader("Content-Length", String.valueOf(behaviour.end() == End.DRIPS ? 100_000 : body.length));
        if (behaviour.end() == End.DRIPS) {
            vertx.setPeriodic(DRIP_MILLIS, timer -> {
                if (response.closed()) {
                    vertx.cancelTimer(timer);
                } else {
                    response.write(Buffer.buffer(" "));
                }
            });
            return;
        }
        response.write(Buffer.buffer(body).getBuffer(0, body.length / 2)).onSuccess(written -> {
            if (behaviour.end() == End.BREAKS) {
                request.connection().close();
            }
        });
    }

    private static void writeForEver(HttpServerResponse response, Buffer chunk) {
        response.write(chunk).onSuccess(written -> writeForEver(response, chunk));
    }
}
