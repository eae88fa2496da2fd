package io.vigil.ai;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vigil.ai.VisionStub.Behaviour;
import io.vigil.testsupport.Samples;

/** A speech service that speaks OpenAI's audio transcriptions over a real socket and remembers what it was sent. */
public final class SpeechStub implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile Behaviour behaviour = says("Hello.");

    /** One sound as it came; the hash is the file's. */
    public record Received(String sha256, String fileName, String contentType, String model, String authorization) {
    }

    private SpeechStub() {
        server = vertx.createHttpServer().requestHandler(this::take).listen(0, "127.0.0.1").toCompletionStage()
                .toCompletableFuture().join();
    }

    /** Starts one on a port of its own. */
    public static SpeechStub start() {
        return new SpeechStub();
    }

    /** A good answer with these words. */
    public static Behaviour says(String text) {
        return Behaviour.raw(200, "application/json", StubVendor.JSON.createObjectNode().put("text", text).toString());
    }

    /** The base URL to configure, where it is somebody's own. */
    public String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/v1";
    }

    /** The same where it is the vendor's, who wants money. */
    public String vendorUrl() {
        return "http://localhost:" + server.actualPort() + "/v1";
    }

    /** What to do from now on; it has to be a whole answer. At first it hears "Hello." */
    public void does(Behaviour next) {
        behaviour = next;
    }

    /** What came so far, in order. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void take(HttpServerRequest request) {
        Buffer sound = Buffer.buffer();
        String[] file = new String[2];
        request.setExpectMultipart(true);
        request.uploadHandler(upload -> {
            file[0] = upload.name().equals("file") ? upload.filename() : null;
            file[1] = upload.contentType();
            upload.handler(sound::appendBuffer);
        });
        request.endHandler(end -> {
            if (!request.path().equals("/v1/audio/transcriptions") || file[0] == null
                    || request.getFormAttribute("model") == null) {
                request.response().setStatusCode(400).end("{\"error\":{\"code\":\"invalid_request_error\"}}");
                return;
            }
            received.add(new Received(Samples.sha256(sound.getBytes()), file[0], file[1], request.getFormAttribute("model"),
                    request.getHeader("Authorization")));
            StubWire.send(vertx, request, behaviour);
        });
    }
}
