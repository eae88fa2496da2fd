package io.vigil.ai;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vigil.session.SessionContext;

/** A server that speaks OpenAI's chat completions, OpenAI's own or another. */
@Singleton
class OpenAiProvider implements VisionProvider {

    private final AiSettings settings;
    private final JsonPost http;
    private final ChatCompletion chat;
    private final Verdict verdict;

    OpenAiProvider(AiSettings settings, JsonPost http, ObjectMapper json, Verdict verdict) {
        this.settings = settings;
        this.http = http;
        this.chat = new ChatCompletion(json);
        this.verdict = verdict;
    }

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public boolean configured() {
        return settings.openAi().configured();
    }

    @Override
    public Uni<Outcome> describe(Question question, Duration deadline) {
        OpenAiSettings current = settings.openAi();
        SessionContext.requireNone("ai.openai");
        Optional<String> unusable = current.unusable();
        if (unusable.isPresent()) {
            return Uni.createFrom().item(verdict.forAPerson(unusable.get()));
        }
        // Whatever fails on the wire is an outcome; what fails in reading the answer is a defect of ours and stays one.
        Future<Outcome> outcome = http
                .send(endpoint(current.baseUrl()), current.key(), () -> chat.request(question, current), deadline)
                .transform(sent -> Future.succeededFuture(sent.succeeded() ? outcomeOf(sent.result(), current)
                        : verdict.ofFailure(sent.cause())));
        return Uni.createFrom().completionStage(outcome.toCompletionStage());
    }

    private Outcome outcomeOf(JsonPost.Answer answer, OpenAiSettings current) {
        if (answer.status() / 100 != 2) {
            String code = chat.errorCode(answer.body());
            boolean echo = current.key().filter(key -> !code.isEmpty() && key.contains(code)).isPresent();
            return verdict.ofStatus(answer.status(), echo ? "" : code, answer.retryAfter());
        }
        ChatCompletion.Said said = chat.read(answer.body());
        if (said.declined()) {
            return new Outcome.Refused("The model declines to describe this picture");
        }
        return said.text().<Outcome> map(text -> new Outcome.Described(text, name(), current.model()))
                .orElseGet(() -> new Outcome.RetryLater("The answer of the model could not be read", null));
    }

    private static URI endpoint(URI base) {
        String text = base.toString();
        return URI.create((text.endsWith("/") ? text : text + "/") + "chat/completions");
    }
}
