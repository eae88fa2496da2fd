package io.vigil.delivery.live;

import java.time.Clock;
import java.time.Instant;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** How messages stand on the wire: as answers over HTTP do, in the contract's envelope. */
@Singleton
class Envelopes {

    private final ObjectMapper json;
    private final Clock clock;

    Envelopes(ObjectMapper json, Clock clock) {
        this.json = json;
        this.clock = clock;
    }

    private record Envelope(String type, Object data, Instant timestamp) {
    }

    /** The message as text; it holds nothing of the data any more. */
    String of(String type, Object data) {
        try {
            return json.writeValueAsString(new Envelope(type, data, clock.instant()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("A " + type + " is more than simple values", e);
        }
    }
}
