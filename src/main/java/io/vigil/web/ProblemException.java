package io.vigil.web;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import io.vigil.web.Problem.FieldError;

/** A request that ends in an error answer: the status tells the client what to do next, the detail tells a person. */
public class ProblemException extends RuntimeException {

    private static final Duration SPACE_RETRY = Duration.ofSeconds(30);

    private final int status;
    private final String code;
    private final List<FieldError> errors;
    private final Duration retryAfter;

    private ProblemException(int status, String code, String detail, List<FieldError> errors, Duration retryAfter) {
        super(detail);
        this.status = status;
        this.code = code;
        this.errors = errors;
        this.retryAfter = retryAfter;
    }

    /** 400: a rule of the route is broken; correct the request. */
    public static ProblemException badRequest(String code, String detail) {
        return new ProblemException(400, code, detail, null, null);
    }

    /** 401: the identity is missing or no longer good; sign in. */
    public static ProblemException unauthorized(String detail) {
        return new ProblemException(401, "unauthorized", detail, null, null);
    }

    /** 401 by somebody outside, of whom the code tells: the caller's own identity is good. */
    public static ProblemException refusedOutside(String code, String detail) {
        return new ProblemException(401, code, detail, null, null);
    }

    /** 403: known, but not allowed; ask somebody who is. */
    public static ProblemException forbidden(String detail) {
        return new ProblemException(403, "forbidden", detail, null, null);
    }

    /** 404: no such thing, or not yours; stop asking. */
    public static ProblemException notFound(String kind, Object id) {
        return new ProblemException(404, "not_found", "There is no " + kind + " " + id, null, null);
    }

    /** 409: name or state clash; read again, then decide. */
    public static ProblemException conflict(String detail) {
        return new ProblemException(409, "conflict", detail, null, null);
    }

    /** 413: too large; send less. */
    public static ProblemException tooLarge(String what, long limitBytes) {
        return new ProblemException(413, "too_large", what + " may have at most " + (limitBytes >> 20) + " MiB", null, null);
    }

    /** 415: another kind of file is wanted. */
    public static ProblemException unsupportedMedia(String detail) {
        return new ProblemException(415, "unsupported_media", detail, null, null);
    }

    /** 416: none of the bytes asked for is there; ask for others. */
    public static ProblemException rangeNotSatisfiable(String detail) {
        return new ProblemException(416, "range_not_satisfiable", detail, null, null);
    }

    /** 422: a value does not parse or fit; correct that value. */
    public static ProblemException invalid(String where, String name, String wanted) {
        return new ProblemException(422, "invalid", name + ": " + wanted,
                List.of(new FieldError(List.of(where, name), wanted, "value")), null);
    }

    /** 429: too often; try again after the time given. */
    public static ProblemException tooMany(String detail, Duration retryAfter) {
        return new ProblemException(429, "too_many", detail, null, retryAfter);
    }

    /** 502: somebody outside failed; the same request may do better later. */
    public static ProblemException badGateway(String detail) {
        return new ProblemException(502, "bad_gateway", detail, null, null);
    }

    /** 503: cannot be served now; try again after the time given. */
    public static ProblemException unavailable(String detail, Duration retryAfter) {
        return new ProblemException(503, "unavailable", detail, null, retryAfter);
    }

    /** 504: somebody outside did not answer in time; the same request may do better later. */
    public static ProblemException gatewayTimeout(String detail) {
        return new ProblemException(504, "gateway_timeout", detail, null, null);
    }

    /** Whether a disk failed because it is full. Java has no type for it; the text is the system's own, or the quota's. */
    public static boolean isNoSpace(IOException failure) {
        String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("no space left") || text.contains("quota exceeded") || text.contains("not enough space");
    }

    /** 507: no room on the disk; try again after half a minute, somebody may have freed some. */
    public static ProblemException noSpace(String detail) {
        return new ProblemException(507, "no_space", detail, null, SPACE_RETRY);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    String code() {
        return code;
    }

    List<FieldError> errors() {
        return errors;
    }

    Duration retryAfter() {
        return retryAfter;
    }
}
