package io.vigil.protect.simulator.console;

import java.util.Arrays;

import com.fasterxml.jackson.databind.JsonNode;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** Answers in the forms that a controller uses. */
final class Reply {

    private Reply() {
    }

    static void json(HttpServerRequest request, int status, JsonNode body) {
        request.response().setStatusCode(status).putHeader("Content-Type", "application/json; charset=utf-8")
                .end(Buffer.buffer(Json.bytes(body)));
    }

    /** An error of either API; the official one has a name and the private one a code. */
    static void error(HttpServerRequest request, int status, String name, String text) {
        json(request, status, Json.object().put("error", text).put("name", name).put("code", name));
    }

    static void picture(HttpServerRequest request, byte[] jpeg, boolean isCut) {
        request.response().putHeader("Content-Type", "image/jpeg")
                .end(Buffer.buffer(isCut ? Arrays.copyOf(jpeg, jpeg.length / 2) : jpeg));
    }

    static void html(HttpServerRequest request) {
        request.response().putHeader("Content-Type", "text/html; charset=utf-8")
                .end("<!doctype html><html><head><title>UniFi OS</title></head><body></body></html>");
    }

    static void notFound(HttpServerRequest request) {
        error(request, 404, "NOT_FOUND", "Entity or endpoint not found");
    }

    static void unauthorized(HttpServerRequest request) {
        error(request, 401, "UNAUTHORIZED", "Unauthorized");
    }
}
