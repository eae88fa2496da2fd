package io.vigil.ai;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vigil.testsupport.Samples;

/**
 * A vision model that speaks OpenAI's chat completions over a real socket. It decodes what it is sent, remembers it, and
 * answers by the picture. Hundreds of requests may be held at once; they cost no threads.
 */
public final class VisionStub implements AutoCloseable {

    private static final int CHUNK_BYTES = 64 << 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final Map<String, Behaviour> byPicture = new ConcurrentHashMap<>();
    private final Queue<Behaviour> next = new ConcurrentLinkedQueue<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private volatile Behaviour otherwise;

    /**
     * One request as it came.
     *
     * @param sha256 of the picture, decoded
     * @param authorization the header, or null
     */
    public record Received(String sha256, int pictureBytes, String contentType, String prompt, String model, int maxTokens,
            String authorization) {
    }

    /** What becomes of an answer on its way. */
    private enum End {
        WHOLE,
        NEVER_STARTS,
        STALLS,
        BREAKS,
        NEVER_ENDS
    }

    /** How to answer. */
    public record Behaviour(int status, Map<String, String> headers, String body, Duration delay, End end) {

        /** A good answer with this text. */
        public static Behaviour says(String text) {
            return json(200, Map.of("id", "chatcmpl-1", "object", "chat.completion", "model", "stub", "choices",
                    List.of(Map.of("index", 0, "finish_reason", "stop", "message",
                            Map.of("role", "assistant", "content", text))),
                    "usage", Map.of("prompt_tokens", 900, "completion_tokens", 30, "total_tokens", 930)));
        }

        /** An error answer in OpenAI's form. */
        public static Behaviour fails(int status, String errorCode) {
            return json(status, Map.of("error", Map.of("message", "Stubbed", "type", "stub_error", "code", errorCode)));
        }

        /** An answer of any content. */
        public static Behaviour raw(int status, String contentType, String body) {
            return new Behaviour(status, Map.of("Content-Type", contentType), body, Duration.ZERO, End.WHOLE);
        }

        /** Takes the request and says nothing, ever. */
        public static Behaviour hangs() {
            return new Behaviour(200, Map.of(), "", Duration.ZERO, End.NEVER_STARTS);
        }

        /** Sends half of a good answer and then nothing more. */
        public static Behaviour stalls() {
            return says("Half").with(End.STALLS);
        }

        /** Sends half of a good answer and drops the connection. */
        public static Behaviour breaksOff() {
            return says("Half").with(End.BREAKS);
        }

        /** Sends a body that goes on for as long as anybody reads it. */
        public static Behaviour neverEnds() {
            return says("Endless").with(End.NEVER_ENDS);
        }

        /** The same, only later. */
        public Behaviour after(Duration delay) {
            return new Behaviour(status, headers, body, delay, end);
        }

        /** The same with one more header. */
        public Behaviour header(String name, String value) {
            Map<String, String> more = new HashMap<>(headers);
            more.put(name, value);
            return new Behaviour(status, Map.copyOf(more), body, delay, end);
        }

        private Behaviour with(End end) {
            return new Behaviour(status, headers, body, delay, end);
        }

        private static Behaviour json(int status, Object body) {
            return raw(status, "application/json", JSON.valueToTree(body).toString());
        }
    }

    private VisionStub() {
        reset();
        server = vertx.createHttpServer().requestHandler(this::take).listen(0, "127.0.0.1").toCompletionStage()
                .toCompletableFuture().join();
    }

    /** Starts one on a port of its own. */
    public static VisionStub start() {
        return new VisionStub();
    }

    /** The base URL to configure, with the version. */
    public String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/v1";
    }

    /** What to say about the picture with this hash. */
    public void answer(String sha256, String text) {
        answer(sha256, Behaviour.says(text));
    }

    /** What to do with the picture with this hash. */
    public void answer(String sha256, Behaviour behaviour) {
        byPicture.put(sha256, behaviour);
    }

    /** What to do with the next requests, one each, whatever their picture. */
    public void next(Behaviour... behaviours) {
        next.addAll(List.of(behaviours));
    }

    /** What to do with every other request; at first it says "A picture." */
    public void otherwise(Behaviour behaviour) {
        otherwise = behaviour;
    }

    /** What came so far, in order. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    /** How many requests are being held. */
    public int inFlight() {
        return inFlight.get();
    }

    /** How many were held at once at most. */
    public int mostInFlight() {
        return mostInFlight.get();
    }

    /** Forgets what came and what to do. Requests that are held stay so. */
    public void reset() {
        byPicture.clear();
        next.clear();
        received.clear();
        mostInFlight.set(inFlight.get());
        otherwise = Behaviour.says("A picture.");
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void take(HttpServerRequest request) {
        mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        AtomicBoolean over = new AtomicBoolean();
        Runnable end = () -> {
            if (over.compareAndSet(false, true)) {
                inFlight.decrementAndGet();
            }
        };
        request.response().endHandler(ended -> end.run());
        request.response().closeHandler(closed -> end.run());
        request.response().exceptionHandler(broken -> end.run());
        request.body().onSuccess(body -> {
            Behaviour behaviour = behaviourFor(request, body);
            if (behaviour.delay().isZero()) {
                reply(request, behaviour);
            } else {
                vertx.setTimer(behaviour.delay().toMillis(), timer -> reply(request, behaviour));
            }
        });
    }

    private Behaviour behaviourFor(HttpServerRequest request, Buffer body) {
        if (request.method() != HttpMethod.POST || !"/v1/chat/completions".equals(request.path())) {
            return Behaviour.fails(404, "unknown_url");
        }
        Received one;
        try {
            one = decode(JSON.readTree(body.getBytes()), request.getHeader("Authorization"));
        } catch (IOException | IllegalArgumentException e) {
            return Behaviour.fails(400, "invalid_request_error");
        }
        received.add(one);
        Behaviour queued = next.poll();
        return queued != null ? queued : byPicture.getOrDefault(one.sha256(), otherwise);
    }

    /** As strict as the real one: a request of another form is refused. */
    private static Received decode(JsonNode request, String authorization) {
        JsonNode content = request.at("/messages/0/content");
        String url = content.at("/1/image_url/url").asText();
        int comma = url.indexOf(";base64,");
        if (!"user".equals(request.at("/messages/0/role").asText()) || !"text".equals(content.at("/0/type").asText())
                || !"image_url".equals(content.at("/1/type").asText()) || !url.startsWith("data:") || comma < 0) {
            throw new IllegalArgumentException("Not a question about a picture");
        }
        byte[] picture = Base64.getDecoder().decode(url.substring(comma + ";base64,".length()));
        return new Received(Samples.sha256(picture), picture.length, url.substring("data:".length(), comma),
                content.at("/0/text").asText(), request.path("model").asText(), request.path("max_tokens").asInt(),
                authorization);
    }

    private void reply(HttpServerRequest request, Behaviour behaviour) {
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
        response.putHeader("Content-Length", String.valueOf(body.length));
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
