package io.vigil.ai.internal;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.vertx.core.Future;
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
import io.vigil.ai.AiConfig;

/**
 * One request whose whole exchange has one deadline and whose answer has a largest size, both held while bytes are still
 * coming:
 * the connection is dropped, not drained. Redirects are not followed. A server that hangs holds no place but its own.
 */
@Singleton
public class AiClient {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(10);
    /** Shorter than servers keep theirs, so that a question is seldom sent into a connection that is being closed. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    private final Vertx vertx;
    private final HttpClient client;
    private final long answerCap;
    private final int placesEach;
    private final Map<String, Semaphore> places = new ConcurrentHashMap<>();

    /**
     * What to send.
     *
     * @param body made once there is a connection for it; null if there is none
     */
    public record Request(HttpMethod method, URI to, Map<String, String> headers, String contentType, Supplier<Buffer> body) {

        /** With a body of JSON, or none. */
        public Request(HttpMethod method, URI to, Map<String, String> headers, Supplier<Buffer> body) {
            this(method, to, headers, body == null ? null : "application/json", body);
        }
    }

    /** An answer, whatever its status. */
    public record Answer(int status, Optional<String> retryAfter, Buffer body) {
    }

    /** What may have to be paid for an exchange that came to no good end. */
    public enum Owed {
        /** Nothing went out, so that there was no call. */
        NO_CALL,
        /** Not all of the question went out, or an error came back. */
        NOTHING,
        /** The whole question went out, and nobody knows what became of it. */
        QUESTION,
        /** A good answer began; it may have been thought out to its end. */
        ANSWER
    }

    /** There is no answer; the cause tells why. */
    static final class Unanswered extends RuntimeException {
        private final Owed owed;

        Unanswered(Throwable why, Owed owed) {
            super(null, why, false, false);
            this.owed = owed;
        }

        Owed owed() {
            return owed;
        }
    }

    /** As many are under way and as many wait as may. */
    static final class Busy extends RuntimeException {
        Busy() {
            super(null, null, false, false);
        }
    }

    /** The deadline has passed. */
    static final class Expired extends RuntimeException {
        Expired() {
            super(null, null, false, false);
        }
    }

    /** The answer is larger than anybody wants to read. */
    static final class TooLarge extends RuntimeException {
        TooLarge() {
            super(null, null, false, false);
        }
    }

    AiClient(Vertx vertx, AiConfig config) {
        this.vertx = vertx;
        this.answerCap = config.answerCap().asLongValue();
        this.placesEach = 2 * config.maxInFlight();
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(config.maxInFlight())
                // Vert.x counts connections that are being made as waiting, so that a burst would meet its limit early.
                .setMaxWaitQueueSize(-1)
                .setConnectTimeout((int) CONNECT.toMillis())
                .setKeepAliveTimeout((int) KEEP_ALIVE.toSeconds()));
    }

    @PreDestroy
    void close() {
        client.close();
    }

    /** The body as JSON; a missing node if it is none. */
    public static JsonNode json(Buffer body) {
        try {
            return JSON.readTree(new String(body.getBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    /**
     * Sends it. The future is the answer, or failed because of being busy, expired, too large, or of what Vert.x says about an
     * address or a connection; it is never thrown.
     */
    public Future<Answer> send(Request what, Duration deadline) {
        Semaphore place = places.computeIfAbsent(what.to().getAuthority(), server -> new Semaphore(placesEach));
        if (!place.tryAcquire()) {
            return Future.failedFuture(new Unanswered(new Busy(), Owed.NO_CALL));
        }
        AtomicReference<Owed> owed = new AtomicReference<>(Owed.NO_CALL);
        Promise<Answer> answer = Promise.promise();
        long timer = vertx.setTimer(Math.max(1, deadline.toMillis()), id -> answer.tryFail(new Expired()));
        answer.future().onComplete(ended -> {
            vertx.cancelTimer(timer);
            place.release();
        });
        try {
            client.request(options(what)).onFailure(answer::tryFail)
                    .onSuccess(request -> exchange(request, what.body(), answer, owed));
        } catch (RuntimeException e) {
            // Some addresses are refused at once.
            answer.tryFail(e);
        }
        return answer.future().recover(why -> Future.failedFuture(new Unanswered(why, owed.get())));
    }

    private static RequestOptions options(Request what) {
        RequestOptions options = new RequestOptions().setMethod(what.method()).setAbsoluteURI(what.to().toString())
                .setFollowRedirects(false).putHeader(HttpHeaders.ACCEPT, "application/json");
        what.headers().forEach(options::putHeader);
        if (what.contentType() != null) {
            options.putHeader(HttpHeaders.CONTENT_TYPE, what.contentType());
        }
        return options;
    }

    private void exchange(HttpClientRequest request, Supplier<Buffer> body, Promise<Answer> answer,
            AtomicReference<Owed> owed) {
        request.exceptionHandler(answer::tryFail);
        // Also when it has failed already, while this waited for a connection.
        answer.future().onFailure(failure -> request.reset());
        if (!answer.future().isComplete()) {
            owed.set(Owed.NOTHING);
            request.response().onFailure(answer::tryFail).onSuccess(response -> read(response, answer, owed));
            // Who fails in writing may have been refused before its end: the response tells.
            (body == null ? request.end() : request.end(body.get()))
                    .onSuccess(written -> owed.compareAndSet(Owed.NOTHING, Owed.QUESTION));
        }
    }

    private void read(HttpClientResponse response, Promise<Answer> answer, AtomicReference<Owed> owed) {
        owed.set(response.statusCode() / 100 == 2 ? Owed.ANSWER : Owed.NOTHING);
        Buffer body = Buffer.buffer();
        response.exceptionHandler(answer::tryFail);
        response.handler(chunk -> {
            if (body.length() + chunk.length() <= answerCap) {
                body.appendBuffer(chunk);
            } else {
                answer.tryFail(new TooLarge());
            }
        });
        response.endHandler(end -> answer.tryComplete(new Answer(response.statusCode(),
                Optional.ofNullable(response.getHeader(HttpHeaders.RETRY_AFTER)), body)));
    }
}
