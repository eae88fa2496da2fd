package io.vigil.ai;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.JsonNode;

import io.smallrye.mutiny.Uni;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vigil.ai.internal.AiClient;
import io.vigil.ai.internal.AiClient.Answer;
import io.vigil.ai.internal.AiClient.Request;
import io.vigil.ai.internal.Breakers;
import io.vigil.ai.internal.Breakers.Breaker;
import io.vigil.ai.internal.Calls;
import io.vigil.ai.internal.PlainText;
import io.vigil.ai.internal.Prices;
import io.vigil.ai.internal.ProviderSettings;
import io.vigil.ai.internal.ProviderSettings.Endpoint;
import io.vigil.ai.internal.Verdict;
import io.vigil.ai.internal.Verdict.Failure;
import io.vigil.ai.internal.Verdict.Then;
import io.vigil.ai.internal.WireFormat;
import io.vigil.session.SessionContext;

/** Writes down what is said in a sound, by a server that speaks OpenAI's audio transcriptions. */
@Singleton
public class SpeechService {

    /** How its calls are booked. */
    private static final String NAME = "whisper";
    /** What OpenAI takes at most. */
    private static final int MOST_BYTES = 25_000_000;

    private final ProviderSettings settings;
    private final AiClient http;
    private final Verdict verdict;
    private final Breakers breakers;
    private final Calls calls;

    SpeechService(ProviderSettings settings, AiClient http, Verdict verdict, Breakers breakers, Calls calls) {
        this.settings = settings;
        this.http = http;
        this.verdict = verdict;
        this.breakers = breakers;
        this.calls = calls;
    }

    /** Whether the household has set one up. For worker threads. */
    public boolean isConfigured() {
        return settings.speech().configured();
    }

    /** What transcribing a sound of that length costs in USD; zero without a service that wants money. For worker threads. */
    public BigDecimal estimate(Duration length) {
        Endpoint endpoint = settings.speech();
        return endpoint.configured() && endpoint.vendor()
                ? Prices.speech(endpoint.model(), length).setScale(Prices.SCALE, RoundingMode.UP)
                : BigDecimal.ZERO;
    }

    /**
     * Sends the sound and answers what is said in it. Call it on a worker thread outside any session; it returns at once, and
     * the outcome arrives on an event loop within the deadline.
     *
     * @param wav a whole WAV file
     * @param length of the sound, by which it is priced
     * @throws io.vigil.session.SessionException.HeldDuringOutgoingCall if a session is open on this thread
     */
    public Uni<Transcript> transcribe(byte[] wav, Duration length, Duration deadline) {
        SessionContext.requireNone("ai.speech");
        Endpoint endpoint = settings.speech();
        if (!endpoint.configured()) {
            return Uni.createFrom().item(new Transcript.NotConfigured());
        }
        if (wav.length > MOST_BYTES) {
            return Uni.createFrom().item(new Transcript.Refused("The sound is too long", List.of()));
        }
        Optional<String> unusable = endpoint.unusable();
        if (unusable.isPresent()) {
            return Uni.createFrom().item(undone(verdict.forAPerson("key_rejected", unusable.get()), List.of()));
        }
        Breaker breaker = breakers.of(NAME, endpoint);
        if (!breaker.admits()) {
            return Uni.createFrom().item(undone(verdict.paused(breaker.left()), List.of()));
        }
        long started = System.nanoTime();
        Future<Transcript> transcript = http.send(request(endpoint, wav), deadline).<Transcript> transform(
                sent -> Future.succeededFuture(ended(sent, endpoint, breaker, length, started)))
                .onFailure(defect -> breaker.failed());
        return Uni.createFrom().completionStage(transcript.toCompletionStage());
    }

    private Transcript ended(AsyncResult<Answer> sent, Endpoint endpoint, Breaker breaker, Duration length, long started) {
        Failure failure = sent.succeeded() ? verdict.ofAnswer(sent.result(), endpoint, WireFormat.of(Provider.OPENAI))
                : verdict.ofFailure(sent.cause());
        JsonNode text = failure == null ? AiClient.json(sent.result().body()).path("text") : null;
        boolean understood = text != null && text.isTextual();
        // Whoever took the sound wants to be paid, whether or not the answer came or can be read.
        boolean taken = failure == null || failure.mayCost();
        BigDecimal cost = taken && endpoint.vendor() ? Prices.speech(endpoint.model(), length) : BigDecimal.ZERO;
        List<AiCall> made = verdict.wasCalled(failure) ? List.of(calls.made(NAME, endpoint.model(), AiCall.Kind.SPEECH, 0, 0,
                cost, understood, Duration.ofNanos(System.nanoTime() - started))) : List.of();
        breaker.note(failure == null && !understood ? verdict.unreadable() : failure);
        if (!understood) {
            return undone(failure == null ? verdict.unreadable() : failure, made);
        }
        String clean = PlainText.clean(text.textValue());
        return clean.isEmpty() ? new Transcript.NoWords(made) : new Transcript.Heard(clean, made);
    }

    private static Transcript undone(Failure failure, List<AiCall> made) {
        return failure.then() == Then.NEVER ? new Transcript.Refused(failure.reason(), made)
                : new Transcript.RetryLater(failure.reason(), failure.after(), made);
    }

    /** RFC 7578. */
    private static Request request(Endpoint endpoint, byte[] wav) {
        String boundary = "vigil-" + UUID.randomUUID();
        return new Request(HttpMethod.POST, endpoint.at("audio/transcriptions"),
                WireFormat.of(Provider.OPENAI).headers(endpoint.key()), "multipart/form-data; boundary=" + boundary,
                () -> Buffer.buffer(wav.length + 1024)
                        .appendString(part(boundary, "name=\"model\"", null) + endpoint.model())
                        .appendString(part(boundary, "name=\"response_format\"", null) + "json")
                        .appendString(part(boundary, "name=\"file\"; filename=\"sound.wav\"", "audio/wav"))
                        .appendBytes(wav)
                        .appendBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII)));
    }

    private static String part(String boundary, String what, String contentType) {
        return "\r\n--" + boundary + "\r\nContent-Disposition: form-data; " + what
                + (contentType == null ? "" : "\r\nContent-Type: " + contentType) + "\r\n\r\n";
    }
}
