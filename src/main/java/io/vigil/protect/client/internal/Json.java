package io.vigil.protect.client.internal;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vigil.protect.client.ControllerException;
import io.vigil.protect.client.ControllerException.Kind;

/** Bodies and paths. */
final class Json {

    /** Each becomes an object of ours, much larger than the few bytes that it may take. */
    private static final int MOST_TOKENS = 2_000_000;
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxTokenCount(MOST_TOKENS).build()).build());

    private Json() {
    }

    /** The body as JSON; GARBLED if it is something else, such as a page of HTML. */
    static Future<JsonNode> read(Buffer body) {
        try {
            JsonNode node = MAPPER.readTree(body.getBytes());
            if (node.isContainerNode()) {
                return Future.succeededFuture(node);
            }
        } catch (IOException e) {
            // Said below: what the parser missed tells a person nothing.
        }
        return Future.failedFuture(new ControllerException(Kind.GARBLED, "It answered something that is not JSON"));
    }

    /** An id as one part of a path. */
    static String escape(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
