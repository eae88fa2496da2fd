package io.vigil.protect.client.internal;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;

import javax.net.ssl.SSLException;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import io.vertx.core.MultiMap;
import io.vertx.core.file.FileSystemException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.UpgradeRejectedException;
import io.vigil.protect.client.ControllerException;
import io.vigil.protect.client.ControllerException.Kind;

/** What went wrong, in the words of {@link ControllerException}. */
public final class Failures {

    private static final long LONGEST_PAUSE_SECONDS = Duration.ofHours(1).toSeconds();

    private Failures() {
    }

    /** What a failed connection or exchange means. */
    public static ControllerException of(Throwable why) {
        if (why instanceof ControllerException known) {
            return known;
        }
        if (why instanceof UpgradeRejectedException rejected) {
            return status(rejected.getStatus(), rejected.getHeaders());
        }
        if (has(why, CertificateException.class)) {
            return new ControllerException(Kind.UNTRUSTED, "Its certificate is not the one to trust", null, why);
        }
        if (has(why, NotSslRecordException.class)) {
            return new ControllerException(Kind.GARBLED, "It does not speak TLS at this port", null, why);
        }
        if (has(why, ConnectTimeoutException.class)) {
            return new ControllerException(Kind.TIMED_OUT, "It did not take the connection in time", null, why);
        }
        if (has(why, ConnectionPoolTooBusyException.class)) {
            return new ControllerException(Kind.LIMITED, "Too many requests to it wait already", null, why);
        }
        if (has(why, FileSystemException.class)) {
            return new ControllerException(Kind.NOT_YET, "There is no room here for what it sent", null, why);
        }
        return new ControllerException(Kind.UNREACHABLE, unreachable(why), null, why);
    }

    private static String unreachable(Throwable why) {
        if (has(why, UnknownHostException.class) || has(why, UnresolvedAddressException.class)) {
            return "Nobody knows its name";
        }
        if (has(why, ConnectException.class)) {
            return "It does not take connections";
        }
        return has(why, SSLException.class) ? "It ended the TLS handshake" : "The connection to it broke";
    }

    /** What a status other than 2xx means for a question about the controller. */
    public static ControllerException status(int status, MultiMap headers) {
        Duration pause = pause(headers);
        if (status == 401 || status == 403) {
            return new ControllerException(Kind.REFUSED, "It does not accept the key or the account (%d)".formatted(status));
        }
        if (status == 429) {
            return new ControllerException(Kind.LIMITED, "It was asked too often", pause, null);
        }
        if (status == 404) {
            return new ControllerException(Kind.GONE, "It has no such thing (404)");
        }
        if (status >= 500 || status == 408) {
            return new ControllerException(Kind.UNREACHABLE, "It cannot answer now (%d)".formatted(status), pause, null);
        }
        return new ControllerException(Kind.GARBLED, "It answered with %d".formatted(status));
    }

    /** What such a status means for a picture or a clip, which may still be in the making. */
    public static ControllerException mediaStatus(int status, MultiMap headers) {
        if (status == 404 || status == 408 || status == 429 || status >= 500) {
            return new ControllerException(Kind.NOT_YET, "It does not have that yet (%d)".formatted(status), pause(headers),
                    null);
        }
        if (status == 401) {
            return status(status, headers);
        }
        return new ControllerException(Kind.GONE, "It does not give that (%d)".formatted(status));
    }

    /** How long it asks for patience, an hour at most; null if it does not, or not in seconds. */
    static Duration pause(MultiMap headers) {
        String text = headers == null ? null : headers.get(HttpHeaders.RETRY_AFTER);
        if (text == null || !text.strip().matches("\\d{1,9}")) {
            return null;
        }
        return Duration.ofSeconds(Math.min(LONGEST_PAUSE_SECONDS, Long.parseLong(text.strip())));
    }

    private static boolean has(Throwable why, Class<? extends Throwable> type) {
        int depth = 0;
        for (Throwable each = why; each != null && depth < 20; each = each.getCause()) {
            if (type.isInstance(each)) {
                return true;
            }
            depth++;
        }
        return false;
    }
}
