package io.vigil.web;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * An error as RFC 9457 tells it.
 *
 * @param type a relative reference that names the kind of problem
 * @param title what kind of problem it is
 * @param status the HTTP status
 * @param detail what went wrong here; always text, because clients show it
 * @param code a word that a client can act on, or null
 * @param instance the path that was asked for
 * @param requestId the id under which the log tells more
 * @param errors for 422: each value that does not fit; never the value itself
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(String type, String title, int status, String detail, String code, String instance, String requestId,
        List<FieldError> errors) {

    public static final String MEDIA_TYPE = "application/problem+json";

    /**
     * A value that does not fit.
     *
     * @param loc where it stands, outermost first: "body", "query" or "path", then the name
     * @param msg what would fit
     * @param type the kind of misfit
     */
    public record FieldError(List<String> loc, String msg, String type) {
    }
}
