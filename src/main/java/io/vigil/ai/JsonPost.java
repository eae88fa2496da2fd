package io.vigil.ai;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

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

/**
 * One POST of JSON whose whole exchange has one deadline and whose answer has a largest size, both held while bytes are still
 * coming: the connection is dropped, not drained. Redirects are not followed.
 */
@Singleton
class JsonPost {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    /** Shorter than servers keep theirs, so that a question is seldom sent into a connection that is being closed. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    private final Vertx vertx;
    private final HttpClient client;
    private final long answerCap;
    private final Semaphore places;

    /** An answer, whatever its status. */
    record Answer(int status, Optional<String> retryAfter, Buffer body) {
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

    JsonPost(Vertx vertx, AiConfig config) {
        this.vertx = vertx;
        this.answerCap = config.answerCap().asLongValue();
        this.places = new Semaphore(2 * config.maxInFlight());
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

    /**
     * Sends the body once there is a connection for it; until then it need not exist.
     *
     * @param bearer the token to show, if any
     * @return the answer, or failed: {@link Busy}, {@link Expired}, {@link TooLarge}, or what Vert.x says about a connection
     */
    Future<Answer> send(URI to, Optional<String> bearer, Supplier<Buffer> body, Duration deadline) {
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.POST).setAbsoluteURI(to.toString())
                .setFollowRedirects(false).putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.ACCEPT, "application/json");
        bearer.ifPresent(token -> options.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token));
        if (!places.tryAcquire()) {
            return Future.failedFuture(new Busy());
        }
        Promise<Answer> answer = Promise.promise();
        long timer = vertx.setTimer(Math.max(1, deadline.toMillis()), id -> answer.tryFail(new Expired()));
        answer.future().onComplete(ended -> {
            vertx.cancelTimer(timer);
            places.release();
        });
        client.request(options).onFailure(answer::tryFail).onSuccess(request -> exchange(request, body, answer));
        return answer.future();
    }

    private void exchange(HttpClientRequest request, Supplier<Buffer> body, Promise<Answer> answer) {
        request.exceptionHandler(answer::tryFail);
        // Also when it has failed already, while this waited for a connection.
        answer.future().onFailure(failure -> request.reset());
        if (!answer.future().isComplete()) {
            request.send(body.get()).onFailure(answer::tryFail).onSuccess(response -> read(response, answer));
        }
    }

    private void read(HttpClientResponse response, Promise<Answer> answer) {
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
