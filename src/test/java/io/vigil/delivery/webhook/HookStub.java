package io.vigil.delivery.webhook;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.restassured.path.json.JsonPath;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;

/** A receiver of posts on a real socket. It keeps what it is sent, and answers as it is told for a path, or else 204. */
public final class HookStub implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final List<Posted> received = new CopyOnWriteArrayList<>();
    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {
    });
    private final Map<String, Queue<Answer>> answers = new ConcurrentHashMap<>();

    /** A post as it came. */
    public record Posted(String method, String path, MultiMap headers, byte[] body) {

        /** The header, or null. */
        public String header(String name) {
            return headers.get(name);
        }

        /** The body, read. */
        public JsonPath json() {
            return new JsonPath(new String(body, java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    /** What it says; status 0 is nothing at all. */
    private record Answer(int status, Map<String, String> headers, String body) {
    }

    public HookStub() {
        server = await(vertx.createHttpServer().requestHandler(this::take).listen(0, "localhost"));
    }

    /** Its address, by the name that may be called. */
    public String url(String path) {
        return "http://localhost:" + server.actualPort() + path;
    }

    /** The next post to that path is answered so. */
    public HookStub answer(String path, int status) {
        return answer(path, status, Map.of(), "");
    }

    /** The next post to that path is answered so. */
    public HookStub answer(String path, int status, Map<String, String> headers, String body) {
        answers.computeIfAbsent(path, first -> new ConcurrentLinkedQueue<>()).add(new Answer(status, headers, body));
        return this;
    }

    /** Done once, before the next post is answered. */
    public HookStub meanwhile(Runnable deed) {
        meanwhile.set(deed);
        return this;
    }

    /** The next post to that path is not answered. */
    public HookStub sayNothing(String path) {
        return answer(path, 0);
    }

    /** What came to that path, in order. */
    public List<Posted> received(String path) {
        return received.stream().filter(posted -> posted.path().equals(path)).toList();
    }

    /** The one that came to that path. */
    public Posted only(String path) {
        List<Posted> all = received(path);
        if (all.size() != 1) {
            throw new AssertionError(all.size() + " posts came to " + path);
        }
        return all.get(0);
    }

    private void take(HttpServerRequest request) {
        request.bodyHandler(body -> {
            received.add(new Posted(request.method().name(), request.path(), request.headers(), body.getBytes()));
            meanwhile.getAndSet(() -> {
            }).run();
            Queue<Answer> told = answers.get(request.path());
            Answer next = told == null ? null : told.poll();
            Answer answer = next == null ? new Answer(204, Map.of(), "") : next;
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
