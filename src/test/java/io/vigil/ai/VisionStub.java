package io.vigil.ai;

import static io.vigil.ai.StubVendor.JSON;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vigil.ai.StubWire.End;
import io.vigil.testsupport.Samples;

/**
 * All vision models there are, over a real socket: below each base URL it speaks that vendor's protocol. It decodes what it is
 * sent, remembers it, and answers by the picture. Hundreds of requests may be held at once; they cost no threads.
 */
public final class VisionStub implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final Map<String, Behaviour> byPicture = new ConcurrentHashMap<>();
    private final Map<Provider, Behaviour> byProvider = new ConcurrentHashMap<>();
    private final Queue<Behaviour> next = new ConcurrentLinkedQueue<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<String> keysTested = new CopyOnWriteArrayList<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private final AtomicInteger round = new AtomicInteger();
    private volatile Behaviour otherwise;
    private volatile String onlyKey;

    /**
     * One question as it came.
     *
     * @param sha256 of the first picture, decoded
     * @param authorization the header, or null
     * @param pictures the hashes of all pictures, in order
     * @param key as the vendor has it shown, or null
     * @param structured whether the vendor's own means of getting an object was used
     */
    public record Received(String sha256, int pictureBytes, String contentType, String prompt, String model, int maxTokens,
            String authorization, Provider provider, List<String> pictures, String key, boolean structured) {
    }

    /** How to answer: in the vendor's own form, or, with a body, in that one. */
    public record Behaviour(int status, Map<String, String> headers, String body, Duration delay, End end, String text,
            String finish) {

        /** A good answer with this text. */
        public static Behaviour says(String text) {
            return own(200, text, "stop");
        }

        /** A good answer with the agreed object. */
        public static Behaviour reports(String description, List<String> objects, Object confidence) {
            return says(JSON.valueToTree(Map.of("description", description, "objects", objects, "confidence", confidence))
                    .toString());
        }

        /** A good answer that ends where the model had to stop. */
        public static Behaviour cutOff(String text) {
            return own(200, text, "cut");
        }

        /** A refusal of the model. */
        public static Behaviour declines() {
            return own(200, "", "declined");
        }

        /** An error answer in the vendor's form. */
        public static Behaviour fails(int status, String errorCode) {
            return own(status, errorCode, "error");
        }

        /** Money or quota is used up, as the vendor says it. */
        public static Behaviour broke(int status) {
            return own(status, "", "broke");
        }

        /** An answer of any content. */
        public static Behaviour raw(int status, String contentType, String body) {
            return new Behaviour(status, Map.of("Content-Type", contentType), body, Duration.ZERO, End.WHOLE, null, null);
        }

        /** Takes the request and says nothing, ever. */
        public static Behaviour hangs() {
            return says("").with(End.NEVER_STARTS);
        }

        /** Sends half of a good answer and then nothing more. */
        public static Behaviour stalls() {
            return says("Half").with(End.STALLS);
        }

        /** Sends half of a good answer and drops the connection. */
        public static Behaviour breaksOff() {
            return says("Half").with(End.BREAKS);
        }

        /** Sends a good answer so slowly that nobody sees its end. */
        public static Behaviour drips() {
            return says("Drop by drop").with(End.DRIPS);
        }

        /** Sends a body that goes on for as long as anybody reads it. */
        public static Behaviour neverEnds() {
            return says("Endless").with(End.NEVER_ENDS);
        }

        /** The same, only later. */
        public Behaviour after(Duration delay) {
            return new Behaviour(status, headers, body, delay, end, text, finish);
        }

        /** The same with one more header. */
        public Behaviour header(String name, String value) {
            Map<String, String> more = new HashMap<>(headers);
            more.put(name, value);
            return new Behaviour(status, Map.copyOf(more), body, delay, end, text, finish);
        }

        private static Behaviour own(int status, String text, String finish) {
            return new Behaviour(status, Map.of(), null, Duration.ZERO, End.WHOLE, text, finish);
        }

        private Behaviour with(End end) {
            return new Behaviour(status, headers, body, delay, end, text, finish);
        }

        private Behaviour rendered(StubVendor vendor, boolean structured) {
            if (body != null) {
                return this;
            }
            String json = JSON.valueToTree(switch (finish) {
                case "error" -> vendor.error(status, text);
                case "broke" -> vendor.broke();
                default -> vendor.good(text, finish, structured);
            }).toString();
            return new Behaviour(status, headers, json, delay, end, text, finish).header("Content-Type", "application/json");
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

    /** The base URL of OpenAI's protocol to configure, with the version; another one after each reset. */
    public String url() {
        return url(Provider.OPENAI);
    }

    /** The base URL of this provider's protocol, where it is somebody's own. */
    public String url(Provider provider) {
        return url("127.0.0.1", StubVendor.valueOf(provider.name()));
    }

    /** The same where it is the vendor's, who wants money. */
    public String vendorUrl(Provider provider) {
        return url("localhost", StubVendor.valueOf(provider.name()));
    }

    private String url(String host, StubVendor vendor) {
        return "http://" + host + ":" + server.actualPort() + "/" + round + "/"
                + vendor.name().toLowerCase(Locale.ROOT) + "/" + vendor.version();
    }

    /** What to say about the picture with this hash. */
    public void answer(String sha256, String text) {
        answer(sha256, Behaviour.says(text));
    }

    /** What to do with the picture with this hash. */
    public void answer(String sha256, Behaviour behaviour) {
        byPicture.put(sha256, behaviour);
    }

    /** What this provider does with whatever is not ordered otherwise. */
    public void provider(Provider provider, Behaviour behaviour) {
        byProvider.put(provider, behaviour);
    }

    /** What to do with the next requests, one each, whatever their picture. */
    public void next(Behaviour... behaviours) {
        next.addAll(List.of(behaviours));
    }

    /** What to do with every other request; at first it says "A picture." */
    public void otherwise(Behaviour behaviour) {
        otherwise = behaviour;
    }

    /** Refuses whoever shows another key, as the vendors do. */
    public void takesOnly(String key) {
        onlyKey = key;
    }

    /** What came so far, in order. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    /** With which keys the models were asked for, as {@code provider key}. */
    public List<String> keysTested() {
        return List.copyOf(keysTested);
    }

    /** How many requests are being held. */
    public int inFlight() {
        return inFlight.get();
    }

    /** How many were held at once at most. */
    public int mostInFlight() {
        return mostInFlight.get();
    }

    /** Forgets what came and what to do, and moves to other addresses. Requests that are held stay so. */
    public void reset() {
        round.incrementAndGet();
        byPicture.clear();
        byProvider.clear();
        next.clear();
        received.clear();
        keysTested.clear();
        mostInFlight.set(inFlight.get());
        onlyKey = null;
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
            String[] path = request.path().split("/", 5);
            StubVendor vendor = StubVendor.valueOf(path[2].toUpperCase(Locale.ROOT));
            boolean here = path[1].equals("" + round) && path[3].equals(vendor.version());
            StubWire.send(vertx, request, behaviourFor(vendor, here ? "/" + path[4] : "", request, body));
        });
    }

    private Behaviour behaviourFor(StubVendor vendor, String path, HttpServerRequest request, Buffer body) {
        String key = vendor.key(request);
        boolean welcome = onlyKey == null || onlyKey.equals(key);
        if (request.method() == HttpMethod.GET && path.equals("/models")) {
            keysTested.add(vendor.provider().word() + " " + key);
            String list = vendor == StubVendor.GEMINI ? "{\"models\":[]}" : "{\"data\":[]}";
            return (welcome ? Behaviour.raw(200, "application/json", list) : vendor.wrongKey(key)).rendered(vendor, false);
        }
        if (request.method() != HttpMethod.POST || !vendor.isQuestion(path)) {
            return Behaviour.fails(404, "unknown_url").rendered(vendor, false);
        }
        StubVendor.Asked asked;
        try {
            asked = vendor.decode(JSON.readTree(body.getBytes()), request).withAPicture();
        } catch (IOException | IllegalArgumentException e) {
            return Behaviour.fails(400, "invalid_request_error").rendered(vendor, false);
        }
        List<String> pictures = asked.pictures.stream().map(Samples::sha256).toList();
        received.add(new Received(pictures.get(0), asked.pictures.get(0).length, asked.contentTypes.get(0),
                asked.prompt.toString(), asked.model, asked.maxTokens, request.getHeader("Authorization"), vendor.provider(),
                pictures, key, asked.structured));
        Behaviour queued = welcome ? next.poll() : vendor.wrongKey(key);
        Behaviour usual = byProvider.getOrDefault(vendor.provider(), otherwise);
        return (queued != null ? queued : byPicture.getOrDefault(pictures.get(0), usual)).rendered(vendor, asked.structured);
    }
}
