package io.vigil.delivery.targets;

import java.util.Optional;

import javax.net.ssl.SSLException;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;

/**
 * One request and what comes of it. Once the head of an answer is there its status stands, whatever becomes of the rest: the
 * connection is dropped then, not drained. Safe on any thread, because deadlines end it from another.
 */
final class Exchange {

    private final int cap;
    private final Promise<Reply> reply = Promise.promise();
    private final Buffer body = Buffer.buffer();
    private HttpClientRequest request;
    private HttpClientResponse head;

    /** @param cap bytes of the answer that are read at most */
    Exchange(int cap) {
        this.cap = cap;
    }

    /** Ends once, and does not fail. */
    Future<Reply> reply() {
        return reply.future();
    }

    /** Sends it, unless it is over already, while this waited for a connection. */
    void begin(HttpClientRequest connected, Buffer content) {
        connected.exceptionHandler(this::fail);
        synchronized (this) {
            request = connected;
        }
        if (reply.future().isComplete()) {
            connected.reset();
            return;
        }
        connected.response().onFailure(this::fail).onSuccess(this::read);
        // Who fails in writing may have been refused before its end: the response tells.
        connected.end(content);
    }

    private void read(HttpClientResponse response) {
        synchronized (this) {
            head = response;
        }
        response.exceptionHandler(this::fail);
        response.handler(this::take);
        response.endHandler(end -> over(null));
    }

    private void take(Buffer chunk) {
        boolean isFull;
        synchronized (this) {
            body.appendBuffer(chunk, 0, Math.min(chunk.length(), cap - body.length()));
            isFull = body.length() == cap;
        }
        if (isFull) {
            drop(null);
        }
    }

    /** No more comes. */
    void fail(Throwable why) {
        drop(new Reply.Unanswered(why instanceof SSLException ? "There is no secure connection: " + why.getMessage()
                : "No answer (" + why.getClass().getSimpleName() + ")"));
    }

    /** Ends it, and the connection with it, if there is one. */
    void drop(Reply otherwise) {
        if (over(otherwise)) {
            HttpClientRequest open;
            synchronized (this) {
                open = request;
            }
            if (open != null) {
                open.reset();
            }
        }
    }

    /** The answer as far as it came; or the other, if none did. */
    private boolean over(Reply otherwise) {
        Reply result;
        synchronized (this) {
            result = head == null ? otherwise
                    : new Reply.Answered(head.statusCode(),
                            Optional.ofNullable(head.getHeader(HttpHeaders.RETRY_AFTER)), body.toString());
        }
        return reply.tryComplete(result);
    }
}
