package io.vigil.protect.client;

import java.time.Duration;

/** A controller did not do what it was asked; the kind tells what to do next, the message tells a person, without secrets. */
public final class ControllerException extends RuntimeException {

    /** What to do next. */
    public enum Kind {
        /** The key or the account is not accepted: do not try again before a person changed something. */
        REFUSED,
        /** Its certificate is not the one to trust: likewise. */
        UNTRUSTED,
        /** It cannot be reached, or the connection broke: try later. */
        UNREACHABLE,
        /** It did not answer in time: try later. */
        TIMED_OUT,
        /** It was asked too often: try again after {@link #retryAfter}. */
        LIMITED,
        /** It does not have that yet, or is busy: try again soon. */
        NOT_YET,
        /** It has no such thing, or no such route: do not ask again. */
        GONE,
        /** What it answered makes no sense: try later. */
        GARBLED
    }

    private final Kind kind;
    private final Duration retryAfter;

    public ControllerException(Kind kind, String message) {
        this(kind, message, null, null);
    }

    public ControllerException(Kind kind, String message, Duration retryAfter, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    /** What to do next. */
    public Kind kind() {
        return kind;
    }

    /** How long to wait before it may be asked again, or null if it did not say. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
