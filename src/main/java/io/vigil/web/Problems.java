package io.vigil.web;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;

import jakarta.inject.Singleton;
import jakarta.persistence.OptimisticLockException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;

import org.hibernate.exception.DataException;
import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.security.AuthenticationException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import io.vigil.session.CommitOutcomeUnknown;
import io.vigil.session.SessionDeadline;
import io.vigil.session.SessionException;
import io.vigil.web.Problem.FieldError;

/** Turns every failure into the one error shape: the only error mapper there is, for resources and for bare routes alike. */
@Singleton
class Problems {

    private static final Logger LOG = Logger.getLogger(Problems.class);
    private static final Duration DATABASE_RETRY = Duration.ofSeconds(5);

    /** A problem with the header that tells when to try again, if there is such a time. */
    record Answer(Problem problem, Duration retryAfter) {
    }

    Answer of(Throwable failure, RoutingContext request) {
        if (failure instanceof ProblemException p) {
            return answer(p.status(), p.code(), p.getMessage(), p.errors(), p.retryAfter(), request);
        }
        if (failure instanceof ConstraintViolationException violations) {
            return invalid(fieldErrors(violations), request);
        }
        JsonProcessingException json = find(JsonProcessingException.class, failure);
        if (json != null) {
            return invalid(List.of(fieldError(json)), request);
        }
        ProblemException nested = find(ProblemException.class, failure);
        if (nested != null) {
            return of(nested, request);
        }
        if (find(CommitOutcomeUnknown.class, failure) != null) {
            // Without Retry-After: only the client knows whether its request may be repeated.
            LOG.errorf(failure, "Outcome unknown of %s %s", request.request().method(), request.normalizedPath());
            return answer(503, "outcome_unknown",
                    "Whether this was stored is not known; look before you repeat it, or repeat it under the same key", null,
                    null, request);
        }
        if (SessionException.isDatabaseUnavailable(failure)) {
            LOG.warnf("No database for %s %s: %s", request.request().method(), request.normalizedPath(), failure.toString());
            return answer(503, "database_unavailable", "The database cannot be used right now", null, DATABASE_RETRY, request);
        }
        if (failure instanceof RejectedExecutionException || find(SessionDeadline.class, failure) != null) {
            LOG.warnf(failure, "Too busy for %s %s", request.request().method(), request.normalizedPath());
            return answer(503, "busy", "Too busy to answer in time", null, DATABASE_RETRY, request);
        }
        if (failure instanceof OptimisticLockException
                || find(org.hibernate.exception.ConstraintViolationException.class, failure) != null
                || isDeferredConstraint(failure)) {
            LOG.debug("Mapped to a conflict", failure);
            return answer(409, "conflict", "This clashes with what is stored", null, null, request);
        }
        IOException io = find(IOException.class, failure);
        if (io != null && ProblemException.isNoSpace(io)) {
            LOG.warnf("No room on the disk for %s %s: %s", request.request().method(), request.normalizedPath(), failure);
            return of(ProblemException.noSpace("There is no room on the disk for what is sent"), request);
        }
        if (isTooLarge(io)) {
            LOG.debug("Cut off", failure);
            return of(413, request);
        }
        if (find(DataException.class, failure) != null) {
            // Such as the character NUL, which JSON has and PostgreSQL's text has not.
            LOG.debug("Refused by the database", failure);
            return of(422, request);
        }
        return byStatus(failure, request);
    }

    Answer of(int status, RoutingContext request) {
        String detail = switch (status) {
            case 401 -> "Sign in, or send a valid key";
            case 403 -> "You are not allowed to do this";
            case 404 -> "There is nothing here";
            case 405 -> "This method is not there for this path";
            case 413 -> "The body is too large";
            case 415 -> "This kind of body is not understood here";
            case 422 -> "A value does not parse or fit";
            default -> status >= 500 ? "Something went wrong on our side; the log tells more under the request id"
                    : HttpResponseStatus.valueOf(status).reasonPhrase();
        };
        return answer(status, null, detail, null, null, request);
    }

    private Answer byStatus(Throwable failure, RoutingContext request) {
        if (failure instanceof UnauthorizedException || failure instanceof AuthenticationException) {
            return of(401, request);
        }
        if (failure instanceof ForbiddenException) {
            return of(403, request);
        }
        if (failure instanceof WebApplicationException web && web.getResponse().getStatus() < 500) {
            int status = web.getResponse().getStatus();
            // A body that a reader gave up on is a value that does not parse.
            return of(status == 400 ? 422 : status, request);
        }
        LOG.errorf(failure, "%s %s failed", request.request().method(), request.normalizedPath());
        return of(500, request);
    }

    private static Answer invalid(List<FieldError> errors, RoutingContext request) {
        List<String> loc = errors.get(0).loc();
        String detail = loc.get(loc.size() - 1) + ": " + errors.get(0).msg();
        return answer(422, "invalid", detail, errors, null, request);
    }

    private static Answer answer(int status, String code, String detail, List<FieldError> errors, Duration retryAfter,
            RoutingContext request) {
        String kind = code == null ? "http-" + status : code.replace('_', '-');
        return new Answer(new Problem("/problems/" + kind, HttpResponseStatus.valueOf(status).reasonPhrase(), status, detail,
                code, request.normalizedPath(), RequestId.of(request), errors), retryAfter);
    }

    private static List<FieldError> fieldErrors(ConstraintViolationException violations) {
        List<FieldError> errors = new ArrayList<>();
        for (ConstraintViolation<?> violation : violations.getConstraintViolations()) {
            List<String> loc = new ArrayList<>(List.of("body"));
            String parameter = null;
            for (Path.Node node : violation.getPropertyPath()) {
                // Method and parameter name say nothing to a client, unless the parameter itself is at fault.
                if (node.getKind() == ElementKind.PARAMETER) {
                    parameter = snakeCase(node.getName());
                } else if (node.getKind() == ElementKind.PROPERTY) {
                    loc.add(snakeCase(node.getName()));
                }
            }
            if (loc.size() == 1 && parameter != null) {
                loc = List.of("query", parameter);
            }
            errors.add(new FieldError(loc, violation.getMessage(),
                    violation.getConstraintDescriptor().getAnnotation().annotationType().getSimpleName()));
        }
        errors.sort((a, b) -> a.loc().toString().compareTo(b.loc().toString()));
        return errors;
    }

    /** Says what was wanted where; the value that was sent is never repeated. */
    private static FieldError fieldError(JsonProcessingException json) {
        List<String> loc = new ArrayList<>(List.of("body"));
        if (json instanceof JsonMappingException mapping) {
            mapping.getPath().forEach(step -> loc.add(
                    step.getFieldName() == null ? String.valueOf(step.getIndex()) : step.getFieldName()));
        }
        if (json instanceof InvalidFormatException format) {
            return new FieldError(loc, "must be a valid " + wanted(format.getTargetType()), "format");
        }
        return new FieldError(loc, json instanceof JsonMappingException ? "has the wrong type" : "is not valid JSON", "json");
    }

    private static String wanted(Class<?> type) {
        if (type.isEnum()) {
            List<String> names = new ArrayList<>();
            for (Object constant : type.getEnumConstants()) {
                names.add(constant.toString().toLowerCase(Locale.ROOT));
            }
            return "value, one of " + String.join(", ", names);
        }
        return type.getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Found only by COMMIT, so it comes as PostgreSQL told it: class 23, integrity constraint violation. */
    private static boolean isDeferredConstraint(Throwable failure) {
        return failure instanceof SessionException.CommitFailed && SessionException.sqlException(failure)
                .map(sql -> String.valueOf(sql.getSQLState()).startsWith("23")).orElse(false);
    }

    /** Java has no type for it; a body that did not say its length turned out too long, which was answered. */
    private static boolean isTooLarge(IOException failure) {
        return failure != null && "Request too large".equals(failure.getMessage());
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    private static <T extends Throwable> T find(Class<T> type, Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }
}
