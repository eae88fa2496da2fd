package io.vigil.delivery.webhook.wire;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vigil.delivery.targets.Reply;
import io.vigil.delivery.targets.TargetClient;

/** Posts JSON, signed if there is anything to sign with, and measures how long the answer takes. */
@Singleton
public class Poster {

    private final TargetClient client;
    private final Clock clock;
    private final MeterRegistry registry;

    /**
     * What to post.
     *
     * @param id by which the receiver knows a repeat; without a full stop
     * @param headers what somebody wants it to have besides
     * @param body JSON
     * @param secrets to sign with; empty for a receiver that knows no signatures
     * @param deadline for all of it
     */
    public record Parcel(String id, URI to, Map<String, String> headers, byte[] body, List<String> secrets,
            Duration deadline) {
    }

    /** How it ended, and how long that took. */
    public record Posted(Reply reply, int millis) {

        /** The status of the answer; 0 without one. */
        public int status() {
            return reply instanceof Reply.Answered answer ? answer.status() : 0;
        }

        /** Whether the receiver took it. */
        public boolean isSuccess() {
            return status() / 100 == 2;
        }
    }

    Poster(TargetClient client, Clock clock, MeterRegistry registry) {
        this.client = client;
        this.clock = clock;
        this.registry = registry;
    }

    /** Posts it. To be called outside any session. The future does not fail, and ends on another thread. */
    public Future<Posted> post(Parcel parcel) {
        Map<String, String> headers = new LinkedHashMap<>(Map.of("User-Agent", "Vigil"));
        headers.putAll(parcel.headers());
        headers.put("Content-Type", "application/json");
        if (!parcel.secrets().isEmpty()) {
            long timestamp = clock.instant().getEpochSecond();
            headers.put("webhook-id", parcel.id());
            headers.put("webhook-timestamp", String.valueOf(timestamp));
            headers.put("webhook-signature",
                    Signature.header(parcel.secrets(), parcel.id(), timestamp, parcel.body()));
        }
        long begin = System.nanoTime();
        return client.post(new TargetClient.Post(parcel.to(), headers, Buffer.buffer(parcel.body()), parcel.deadline()))
                .map(reply -> posted(reply, Duration.ofNanos(System.nanoTime() - begin)));
    }

    private Posted posted(Reply reply, Duration took) {
        registry.counter("webhooks.sent", "status", kind(reply)).increment();
        return new Posted(reply, Math.toIntExact(took.toMillis()));
    }

    private static String kind(Reply reply) {
        if (reply instanceof Reply.Answered answer) {
            return answer.status() / 100 + "xx";
        }
        return reply instanceof Reply.Refused ? "refused" : "none";
    }
}
