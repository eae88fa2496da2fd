package io.vigil.protect.client.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vigil.protect.client.ControllerAccess;
import io.vigil.protect.client.ControllerException;
import io.vigil.protect.client.ControllerException.Kind;
import io.vigil.protect.client.Limits;
import io.vigil.protect.client.live.Channel;

/**
 * The connections to one controller: requests whose whole exchange has one deadline and whose answer has a largest size, and
 * sockets. Each controller has clients of its own because TLS trust belongs to a client. They are Vert.x's own, not those of
 * websockets-next: there frames end at 64 KiB, and long messages in several frames are lost (quarkusio/quarkus#43381, #57079).
 * Never speaks plain HTTP, follows no redirect. Lives on one event loop; futures fail with {@link ControllerException} only.
 */
public final class Wire {

    private static final int MOST_CONNECTIONS = 8;
    private static final int MOST_WAITING = 500;
    /** Shorter than servers keep theirs, so that a question is seldom sent into a connection that is being closed. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    private static final Duration CLOSING = Duration.ofSeconds(2);
    /** A long answer is taken apart on another thread than the one that all controllers share. */
    private static final int LONG_BODY = 256 << 10;

    private final Vertx vertx;
    private final ControllerAccess access;
    private final Limits limits;
    private final HttpClient http;
    private final WebSocketClient sockets;
    private final Set<Promise<?>> underWay = new HashSet<>();
    private boolean isClosed;

    /** An answer, whatever its status. */
    public record Answer(int status, MultiMap headers, Buffer body) {

        boolean isGood() {
            return status / 100 == 2;
        }
    }

    /** How long an answer may be, in bytes; a longer one is GARBLED. */
    enum Size {
        /** Of which all is known beforehand. */
        SMALL(64 << 10),
        /** A page of whatever makes one. */
        PAGE(1 << 20),
        /** A list, or all that a site with many cameras is. */
        LIST(16 << 20);

        private final int most;

        Size(int most) {
            this.most = most;
        }
    }

    /** What a status other than 200 means. */
    interface Refusal {

        /** As a failure. */
        ControllerException of(int status, MultiMap headers);
    }

    /** Connects to nothing yet. */
    public Wire(Vertx vertx, ControllerAccess access, Limits limits) {
        this.vertx = vertx;
        this.access = access;
        this.limits = limits;
        int timeout = (int) limits.answer().toMillis();
        HttpClientOptions options = new HttpClientOptions().setMaxPoolSize(MOST_CONNECTIONS)
                .setMaxWaitQueueSize(MOST_WAITING).setVerifyHost(Trust.checksHost(access)).setConnectTimeout(timeout)
                .setKeepAliveTimeout((int) KEEP_ALIVE.toSeconds());
        Trust.apply(access, options);
        this.http = vertx.createHttpClient(options);
        WebSocketClientOptions socketOptions = new WebSocketClientOptions().setMaxFrameSize(Channel.MOST_BYTES)
                .setMaxMessageSize(Channel.MOST_BYTES).setVerifyHost(Trust.checksHost(access)).setConnectTimeout(timeout)
                .setClosingTimeout((int) CLOSING.toSeconds());
        Trust.apply(access, socketOptions);
        this.sockets = vertx.createWebSocketClient(socketOptions);
    }

    /** Asks; the body is JSON, or null for none. */
    Future<Answer> send(HttpMethod method, String path, MultiMap headers, Buffer body, Size size) {
        RequestOptions options = options(method, path, headers).putHeader(HttpHeaders.ACCEPT, "application/json");
        if (body != null) {
            options.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        }
        return exchange(options, body, limits.answer(), (response, gone) -> collect(response, gone, size.most));
    }

    /** The body as JSON; GARBLED if it is something else, such as a page of HTML. */
    Future<JsonNode> read(Answer answer) {
        return answer.body().length() <= LONG_BODY ? Json.read(answer.body())
                : vertx.executeBlocking(() -> Json.read(answer.body()), false).compose(Function.identity());
    }

    /** Asks for a file, which then is the caller's; an answer other than 200 fails as {@code refusal} says. */
    Future<Path> file(String path, MultiMap headers, Download.Kind kind, Refusal refusal) {
        return exchange(options(HttpMethod.GET, path, headers), null, limits.file(),
                (response, gone) -> response.statusCode() == 200 ? Download.save(vertx, response, gone, kind)
                        : Future.failedFuture(refusal.of(response.statusCode(), response.headers())));
    }

    /** Opens a socket. Whoever asked must set its handlers at once when the future completes. */
    Future<WebSocket> socket(String path, MultiMap headers) {
        Promise<WebSocket> opened = begin(limits.answer());
        WebSocketConnectOptions options = new WebSocketConnectOptions();
        options.setHost(access.host()).setPort(access.port()).setSsl(true).setURI(path)
                .setTimeout(limits.answer().toMillis());
        headers.forEach(options::addHeader);
        Future.succeededFuture().compose(now -> sockets.connect(options)).onFailure(opened::tryFail).onSuccess(socket -> {
            if (!opened.tryComplete(socket)) {
                Channel.drop(socket);
            }
        });
        return opened.future().recover(why -> Future.failedFuture(Failures.of(why)));
    }

    /** Fails what is under way and whatever is asked from now on; sockets that are open stay so. */
    public void giveUp() {
        isClosed = true;
        Set.copyOf(underWay).forEach(each -> each.tryFail(closedHere()));
    }

    /** Ends all connections. */
    public Future<Void> close() {
        giveUp();
        return http.close().eventually(() -> sockets.close());
    }

    private static ControllerException closedHere() {
        return new ControllerException(Kind.UNREACHABLE, "The connection was closed here");
    }

    private RequestOptions options(HttpMethod method, String path, MultiMap headers) {
        RequestOptions options = new RequestOptions().setMethod(method).setHost(access.host()).setPort(access.port())
                .setSsl(true).setURI(path).setFollowRedirects(false);
        headers.forEach(options::putHeader);
        return options;
    }

    /** A promise that is kept, broken at the deadline, or broken when all ends. */
    private <T> Promise<T> begin(Duration deadline) {
        Promise<T> promise = Promise.promise();
        if (isClosed) {
            promise.fail(closedHere());
            return promise;
        }
        underWay.add(promise);
        long timer = vertx.setTimer(deadline.toMillis(), id -> promise.tryFail(
                new ControllerException(Kind.TIMED_OUT, "It did not answer within %d s".formatted(deadline.toSeconds()))));
        promise.future().onComplete(ended -> {
            vertx.cancelTimer(timer);
            underWay.remove(promise);
        });
        return promise;
    }

    private <T> Future<T> exchange(RequestOptions options, Buffer body, Duration deadline,
            BiFunction<HttpClientResponse, Future<Void>, Future<T>> read) {
        Promise<T> answer = begin(deadline);
        // Broken with the exchange, so that whoever still reads lets go of it.
        Promise<Void> gone = Promise.promise();
        answer.future().onFailure(gone::tryFail);
        // Some addresses are refused by an exception.
        Future.succeededFuture().compose(now -> http.request(options)).onFailure(answer::tryFail).onSuccess(request -> {
            request.exceptionHandler(answer::tryFail);
            // Also when it has failed already, while this waited for a connection.
            answer.future().onFailure(failure -> request.reset());
            if (!answer.future().isComplete()) {
                request.response().onFailure(answer::tryFail).onSuccess(response -> {
                    response.exceptionHandler(gone::tryFail);
                    read.apply(response, gone.future()).onFailure(answer::tryFail).onSuccess(answer::tryComplete);
                });
                write(request, body);
            }
        });
        return answer.future().recover(why -> Future.failedFuture(Failures.of(why)));
    }

    /** Who fails in writing may have been refused before its end: the response tells. */
    private static void write(HttpClientRequest request, Buffer body) {
        if (body == null) {
            request.end();
        } else {
            request.end(body);
        }
    }

    private static Future<Answer> collect(HttpClientResponse response, Future<Void> gone, int cap) {
        Promise<Answer> collected = Promise.promise();
        gone.onFailure(collected::tryFail);
        Buffer body = Buffer.buffer();
        response.handler(chunk -> {
            if (body.length() + chunk.length() <= cap) {
                body.appendBuffer(chunk);
            } else {
                collected.tryFail(new ControllerException(Kind.GARBLED, "Its answer is too long"));
            }
        });
        response.endHandler(end -> collected.tryComplete(new Answer(response.statusCode(), response.headers(), body)));
        return collected.future();
    }
}
