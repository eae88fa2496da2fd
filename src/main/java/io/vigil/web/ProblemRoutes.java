package io.vigil.web;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Answers what fails before or beside the resources (sign-in, limits, unmatched paths) through {@link Problems}. */
@Singleton
public class ProblemRoutes {

    private final Problems problems;
    private final ObjectMapper json;

    ProblemRoutes(Problems problems, ObjectMapper json) {
        this.problems = problems;
        this.json = json;
    }

    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(this::answerFailure);
        router.route().last().handler(request -> request.fail(404));
    }

    /** Ends the request with the problem that this failure is. */
    public void answer(RoutingContext request, Throwable failure) {
        write(request, problems.of(failure, request));
    }

    private void answerFailure(RoutingContext request) {
        if (request.failure() != null) {
            write(request, problems.of(request.failure(), request));
        } else {
            write(request, problems.of(request.statusCode() < 400 ? 500 : request.statusCode(), request));
        }
    }

    private void write(RoutingContext request, Problems.Answer answer) {
        if (request.response().ended() || request.response().headWritten()) {
            request.response().reset();
            return;
        }
        request.response().setStatusCode(answer.problem().status()).putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
        if (answer.retryAfter() != null) {
            request.response().putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(answer.retryAfter().toSeconds()));
        }
        if (answer.problem().status() == 401) {
            request.response().putHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        request.response().end(text(answer.problem()));
    }

    private String text(Problem problem) {
        try {
            return json.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem is strings and numbers", e);
        }
    }
}
