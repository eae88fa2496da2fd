package io.vigil.delivery.webhook;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Singleton;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Uni;
import io.vigil.delivery.targets.Reply;
import io.vigil.delivery.webhook.wire.ExtraHeaders;
import io.vigil.delivery.webhook.wire.Poster;
import io.vigil.delivery.webhook.wire.Poster.Parcel;
import io.vigil.delivery.webhook.wire.Poster.Posted;
import io.vigil.delivery.webhook.wire.SigningSecrets;
import io.vigil.settings.SecretBox;
import io.vigil.web.ProblemException;
import io.vigil.web.Times;

/** Posts to an address once, whatever comes of it, and tells the caller what did. Nothing of it is kept. */
@Singleton
class WebhookTrial {

    private static final int SHOWN = 200;
    private static final String MASK = "****";

    private final Poster poster;
    private final SigningSecrets secrets;
    private final WebhookConfig config;
    private final Clock clock;

    /**
     * What to try.
     *
     * @param headers may be null
     * @param payload what to post; null for something that says that it is a test
     */
    record Wanted(@NotBlank @Size(max = 2000) String url, Map<String, String> headers, ObjectNode payload) {

        Wanted {
            headers = headers == null ? Map.of() : headers;
        }
    }

    /**
     * What came back.
     *
     * @param statusCode 0: no answer
     * @param responseBody its beginning, with the caller's headers masked
     * @param error for a person; null if it arrived
     */
    record Result(boolean success, int statusCode, String responseBody, int responseTimeMs, String error) {
    }

    WebhookTrial(Poster poster, SigningSecrets secrets, WebhookConfig config, Clock clock) {
        this.poster = poster;
        this.secrets = secrets;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Tries it. To be called on a worker, outside any session.
     *
     * @throws ProblemException 422 for what is no address or no header, 409 if nothing can be signed; the result fails with a
     *         400 if the address may not be called
     */
    Uni<Result> run(Wanted wanted) {
        Optional<String> misfit = ExtraHeaders.misfit(wanted.headers());
        if (misfit.isPresent()) {
            throw ProblemException.invalid("body", "headers", misfit.get());
        }
        Parcel parcel = new Parcel("test-" + UUID.randomUUID(), address(wanted.url()), wanted.headers(), body(wanted),
                signing(),
                config.deadline());
        return Uni.createFrom().completionStage(poster.post(parcel).toCompletionStage())
                .map(posted -> result(posted, wanted.headers()));
    }

    private static URI address(String url) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("body", "url", "must be an address");
        }
    }

    private List<String> signing() {
        try {
            return secrets.active();
        } catch (SecretBox.Unreadable e) {
            throw ProblemException.conflict("The signing secrets were sealed with another secret key; make another one");
        }
    }

    private byte[] body(Wanted wanted) {
        ObjectNode body = wanted.payload();
        if (body == null) {
            body = JsonNodeFactory.instance.objectNode().put("type", "vigil.test")
                    .put("timestamp", Times.format(clock.instant())).put("message", "This tests a webhook");
        }
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private Result result(Posted posted, Map<String, String> headers) {
        if (posted.reply() instanceof Reply.Refused refused) {
            throw ProblemException.badRequest("target_refused", refused.reason());
        }
        String said = posted.reply() instanceof Reply.Answered answer ? masked(answer.body(), headers) : "";
        return new Result(posted.isSuccess(), posted.status(),
                said.substring(0, said.offsetByCodePoints(0, Math.min(SHOWN, said.codePointCount(0, said.length())))),
                posted.millis(), WebhookVerdict.error(WebhookVerdict.of(posted.reply(), clock.instant())));
    }

    /** Some receivers say what they were sent. The longest first, because one may be part of another. */
    private static String masked(String body, Map<String, String> headers) {
        String masked = body;
        for (String value : headers.values().stream().filter(value -> !value.isBlank())
                .sorted(Comparator.comparing(String::length).reversed()).toList()) {
            masked = masked.replace(value, MASK);
        }
        return masked;
    }
}
