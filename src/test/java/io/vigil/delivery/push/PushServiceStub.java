package io.vigil.delivery.push;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vigil.protect.simulator.wire.Certificate;

/** A push service on a real TLS socket. It keeps what it is sent, and answers as it is told, or else 201 (RFC 8030, 5). */
public final class PushServiceStub implements AutoCloseable {

    private static final String HANGS = "/hangs/";

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final NetServer babbler;
    private final AtomicInteger browsers = new AtomicInteger();
    private final List<Pushed> received = new CopyOnWriteArrayList<>();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final Queue<HttpServerRequest> hanging = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {
    });

    /** A message as it came. */
    public record Pushed(String method, String endpoint, MultiMap headers, byte[] body) {

        String header(String name) {
            return headers.get(name);
        }

        VapidToken token() {
            return VapidToken.of(header("Authorization"));
        }
    }

    /** What it says; status 0 is nothing at all. */
    private record Answer(int status, Map<String, String> headers, String body) {
    }

    /** Starts it on a free port. */
    public PushServiceStub() {
        server = await(vertx.createHttpServer(new HttpServerOptions().setSsl(true)
                .setKeyCertOptions(Certificate.shared().options())).requestHandler(this::take).listen(0, "localhost"));
        babbler = await(vertx.createNetServer(new NetServerOptions().setSsl(true)
                .setKeyCertOptions(Certificate.shared().options()))
                .connectHandler(socket -> socket.end(Buffer.buffer("\0\1\2 this is no HTTP\r\n\r\n")))
                .listen(0, "localhost"));
    }

    /** Where the tokens for it must be meant for. */
    String origin() {
        return "https://localhost:" + server.actualPort();
    }

    /** A browser that subscribed at this service. */
    public Browser browser() {
        return new Browser(origin() + "/push/" + browsers.incrementAndGet() + "-" + "e".repeat(80));
    }

    /** One whose messages are taken and not answered before {@link #release()}. */
    public Browser browserThatHangs() {
        return new Browser(origin() + HANGS + browsers.incrementAndGet());
    }

    /** Whoever waits for an answer waits no more: the connection is closed. */
    public void release() {
        for (HttpServerRequest one = hanging.poll(); one != null; one = hanging.poll()) {
            one.connection().close();
        }
    }

    /** One at a service that is out of its mind. */
    Browser browserOfBabbler() {
        return new Browser("https://localhost:" + babbler.actualPort() + "/push/" + browsers.incrementAndGet());
    }

    /** The next message that comes meets a service in trouble. */
    public void refuseOnce() {
        answer(500);
    }

    /** The next message that comes is answered so. */
    PushServiceStub answer(int status) {
        return answer(status, Map.of(), "");
    }

    PushServiceStub answer(int status, Map<String, String> headers, String body) {
        answers.add(new Answer(status, headers, body));
        return this;
    }

    /** Done once, before the next message is answered. */
    PushServiceStub meanwhile(Runnable deed) {
        meanwhile.set(deed);
        return this;
    }

    /** The next message that comes is not answered. */
    PushServiceStub sayNothing() {
        return answer(0);
    }

    /** All that came, in order. */
    public List<Pushed> received() {
        return received;
    }

    /** The one that came. */
    Pushed only() {
        if (received.size() != 1) {
            throw new AssertionError(received.size() + " messages came");
        }
        return received.get(0);
    }

    private void take(HttpServerRequest request) {
        request.bodyHandler(body -> {
            received.add(new Pushed(request.method().name(), origin() + request.uri(), request.headers(), body.getBytes()));
            if (request.path().startsWith(HANGS)) {
                hanging.add(request);
                return;
            }
            meanwhile.getAndSet(() -> {
            }).run();
            Answer answer = answers.poll();
            if (answer == null) {
                answer = new Answer(201, Map.of("Location", origin() + "/message/1"), "");
            }
            if (answer.status() != 0) {
                answer.headers().forEach(request.response()::putHeader);
                request.response().setStatusCode(answer.status()).end(answer.body());
            }
        });
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
