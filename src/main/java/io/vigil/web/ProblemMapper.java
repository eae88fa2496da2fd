package io.vigil.web;

import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ValidationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;

/** Answers whatever a resource throws through {@link Problems}; the listed types are those the framework would map itself. */
class ProblemMapper {

    private final Problems problems;

    ProblemMapper(Problems problems) {
        this.problems = problems;
    }

    @ServerExceptionMapper({ Throwable.class, WebApplicationException.class, ValidationException.class,
            ConstraintViolationException.class, JsonProcessingException.class, MismatchedInputException.class,
            AuthenticationFailedException.class, UnauthorizedException.class, ForbiddenException.class })
    Response answer(Throwable failure, RoutingContext request) {
        Problems.Answer answer = problems.of(failure, request);
        Response.ResponseBuilder response = Response.status(answer.problem().status()).type(Problem.MEDIA_TYPE)
                .entity(answer.problem());
        if (answer.retryAfter() != null) {
            response.header(HttpHeaders.RETRY_AFTER, answer.retryAfter().toSeconds());
        }
        // Who was refused outside need not sign in here.
        String code = answer.problem().code();
        if (answer.problem().status() == 401 && (code == null || code.equals("unauthorized"))) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return response.build();
    }
}
