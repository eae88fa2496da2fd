package io.vigil.delivery.targets;

import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import javax.net.ssl.SSLException;

import io.netty.handler.ssl.NotSslRecordException;
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

    /** What the deadline says. */
    static final String NOT_IN_TIME = "No answer in time";
    private static final Pattern WRONG_NAME = Pattern.compile("No (subject alternative|name matching)|Illegal given domain");

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
        if (isOver()) {
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

    /** Whether there is nothing left to wait for. */
    boolean isOver() {
        return reply.future().isComplete();
    }

    /** No more comes. */
    void fail(Throwable why) {
        drop(new Reply.Unanswered(reason(why)));
    }

    private static String reason(Throwable why) {
        if (why instanceof TimeoutException) {
            return NOT_IN_TIME;
        }
        if (why instanceof SSLException) {
            return "There is no secure connection: " + insecurity(why);
        }
        return "No answer (" + why.getClass().getSimpleName() + ")";
    }

    /** In words of our own: what a library says may repeat what the other side said. */
    private static String insecurity(Throwable why) {
        boolean isUntrusted = false;
        for (Throwable cause = why; cause != null; cause = cause.getCause()) {
            if (cause instanceof NotSslRecordException) {
                return "the receiver does not speak TLS";
            }
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                return "the certificate has expired, or is not valid yet";
            }
            // Of a wrong name the JDK has no type of its own.
            if (cause.getClass() == CertificateException.class
                    && WRONG_NAME.matcher(String.valueOf(cause.getMessage())).lookingAt()) {
                return "the certificate is for another name";
            }
            isUntrusted |= cause instanceof CertificateException;
        }
        return isUntrusted ? "the certificate is not trusted" : "the handshake failed";
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
