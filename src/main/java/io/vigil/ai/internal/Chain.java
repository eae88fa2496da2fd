package io.vigil.ai.internal;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vigil.ai.AiCall;
import io.vigil.ai.AiConfig;
import io.vigil.ai.internal.AiClient.Answer;
import io.vigil.ai.internal.AiClient.Owed;
import io.vigil.ai.internal.AiClient.Request;
import io.vigil.ai.internal.Breakers.Breaker;
import io.vigil.ai.internal.ProviderSettings.Endpoint;
import io.vigil.ai.internal.Verdict.Failure;
import io.vigil.ai.internal.Verdict.Then;
import io.vigil.ai.internal.WireFormat.Asked;
import io.vigil.ai.internal.WireFormat.Said;

/**
 * Asks one provider after the other until one answers, all within one deadline. While others are left, a provider gets half of
 * the time that is left, so that one that hangs does not take it all. One in trouble is asked once more if there is time; one
 * whose quota is used up is not.
 */
@Singleton
public class Chain {

    /** Longer than this a provider is not waited for: the next one answers sooner, or the event comes again. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);
    private static final int LONGEST_REASON = 200;

    private final Vertx vertx;
    private final AiClient http;
    private final ObjectMapper json;
    private final Breakers breakers;
    private final Verdict verdict;
    private final Calls calls;
    private final Duration retryPause;

    Chain(Vertx vertx, AiClient http, ObjectMapper json, Breakers breakers, Verdict verdict, Calls calls, AiConfig config) {
        this.vertx = vertx;
        this.http = http;
        this.json = json;
        this.breakers = breakers;
        this.verdict = verdict;
        this.calls = calls;
        this.retryPause = config.retryPause();
    }

    /**
     * What is wanted of the models.
     *
     * @param kind what its calls are booked as
     * @param deed what they do, as in "No provider could describe it"
     * @param read takes from a good answer with a text what it is good for; empty if that is nothing
     */
    public record Wish<T>(AiCall.Kind kind, String deed, Function<Said, Optional<T>> read) {
    }

    /** How asking ended. */
    public sealed interface Ended<T> {
    }

    /**
     * One of them answered.
     *
     * @param fallbackReason why those before did not, such as {@code openai:timeout,grok:rate_limited}; null if it was the
     *        first
     */
    public record Answered<T>(T answer, String provider, String model, String fallbackReason, List<AiCall> calls)
            implements
                Ended<T> {
    }

    /**
     * None did.
     *
     * @param isFinal whether all refuse, so that asking again is of no use
     * @param reason for a person; at most 200 characters, without anything that was sent
     * @param after how long to wait at least, or null if nobody said
     */
    public record Unanswered<T>(boolean isFinal, String reason, Duration after, List<AiCall> calls) implements Ended<T> {
    }

    /** Asks them in this order, at least one of them. The future fails only by a defect. */
    public <T> Future<Ended<T>> ask(Asked asked, Wish<T> wish, List<Endpoint> endpoints, Duration deadline) {
        return new Walk<>(asked, wish, endpoints, deadline).next();
    }

    /** The most that one answer may cost there, rounded up to what can be booked. */
    public BigDecimal most(Asked asked, Endpoint at) {
        WireFormat wire = WireFormat.of(at.provider());
        return cost(at, mostInput(asked, wire), wire.mostOutputTokens(at.model())).setScale(Prices.SCALE, RoundingMode.UP);
    }

    private static long mostInput(Asked asked, WireFormat wire) {
        return asked.mostPromptTokens() + wire.mostPictureTokens(asked.pictures().size());
    }

    private static BigDecimal cost(Endpoint at, long input, long output) {
        return at.vendor() ? Prices.tokens(at.provider(), at.model(), input, output) : BigDecimal.ZERO;
    }

    /** A provider's turn, and when it ends. */
    private record Turn(Endpoint endpoint, WireFormat wire, Breaker breaker, long end) {
        Duration left() {
            return Duration.ofNanos(end - System.nanoTime());
        }
    }

    private record Setback(Endpoint endpoint, Failure failure) {
        @Override
        public String toString() {
            return endpoint.provider().word() + ":" + failure.word();
        }
    }

    /** One question on its way from provider to provider. Its steps follow one another, whatever thread each is on. */
    private final class Walk<T> {

        private final Asked asked;
        private final Wish<T> wish;
        private final Deque<Endpoint> rest;
        private final long end;
        private final List<AiCall> made = new ArrayList<>();
        private final List<Setback> setbacks = new ArrayList<>();

        Walk(Asked asked, Wish<T> wish, Collection<Endpoint> endpoints, Duration deadline) {
            this.asked = asked;
            this.wish = wish;
            this.rest = new ArrayDeque<>(endpoints);
            this.end = System.nanoTime() + deadline.toNanos();
        }

        Future<Ended<T>> next() {
            while (!rest.isEmpty()) {
                Endpoint to = rest.poll();
                Breaker breaker = breaker(to);
                Optional<String> unusable = to.unusable();
                if (unusable.isPresent()) {
                    setbacks.add(new Setback(to, verdict.forAPerson("key_rejected", unusable.get())));
                } else if (end - System.nanoTime() <= 0) {
                    setbacks.add(new Setback(to, verdict.ofFailure(new AiClient.Expired())));
                } else if (!breaker.admits()) {
                    setbacks.add(new Setback(to, verdict.paused(breaker.left())));
                } else {
                    Turn turn = new Turn(to, WireFormat.of(to.provider()), breaker, System.nanoTime() + share());
                    return attempt(turn, true).onFailure(defect -> breaker.failed());
                }
            }
            return Future.succeededFuture(unanswered());
        }

        private long share() {
            long left = end - System.nanoTime();
            return rest.stream().anyMatch(other -> other.unusable().isEmpty() && breaker(other).wouldAdmit()) ? left / 2
                    : left;
        }

        private Future<Ended<T>> attempt(Turn turn, boolean mayRepeat) {
            Endpoint to = turn.endpoint();
            Request request = new Request(HttpMethod.POST, turn.wire().describeAt(to), turn.wire().headers(to.key()),
                    () -> asked.laidInto(json.valueToTree(turn.wire().body(asked, to)).toString()));
            long started = System.nanoTime();
            // Whatever fails on the wire is an outcome; what fails in reading the answer is a defect of ours and stays one.
            return http.send(request, turn.left()).transform(sent -> {
                Duration took = Duration.ofNanos(System.nanoTime() - started);
                return sent.succeeded() && sent.result().status() / 100 == 2 ? answered(turn, sent.result(), took)
                        : failed(turn, failure(sent, turn), took, mayRepeat);
            });
        }

        private Failure failure(AsyncResult<Answer> sent, Turn turn) {
            return sent.succeeded() ? verdict.ofAnswer(sent.result(), turn.endpoint(), turn.wire())
                    : verdict.ofFailure(sent.cause());
        }

        private Future<Ended<T>> answered(Turn turn, Answer answer, Duration took) {
            Said said = turn.wire().read(AiClient.json(answer.body()));
            Optional<T> wanted = said.declined() || said.text() == null ? Optional.empty() : wish.read().apply(said);
            // Who answers wants to be paid, even if the answer does not say how much it was.
            book(turn.endpoint(), said.inputTokens() < 0 ? mostInput(asked, turn.wire()) : said.inputTokens(),
                    said.outputTokens() < 0 ? turn.wire().mostOutputTokens(turn.endpoint().model()) : said.outputTokens(),
                    wanted.isPresent(), took);
            if (wanted.isEmpty()) {
                return setBack(turn, said.declined() ? verdict.declined() : verdict.unreadable());
            }
            turn.breaker().note(null);
            return Future.succeededFuture(new Answered<>(wanted.get(), turn.endpoint().provider().word(),
                    turn.endpoint().model(), setbacks.isEmpty() ? null : told(), List.copyOf(made)));
        }

        private Future<Ended<T>> failed(Turn turn, Failure failure, Duration took, boolean mayRepeat) {
            if (verdict.wasCalled(failure)) {
                // Nobody says what it was, so that it counts as the most that it can have been.
                book(turn.endpoint(), failure.mayCost() ? mostInput(asked, turn.wire()) : 0,
                        failure.owed() == Owed.ANSWER ? turn.wire().mostOutputTokens(turn.endpoint().model()) : 0, false, took);
            }
            Duration pause = failure.after() == null || failure.after().compareTo(retryPause) < 0 ? retryPause
                    : failure.after();
            boolean inTime = pause.compareTo(LONGEST_PAUSE) <= 0 && pause.multipliedBy(2).compareTo(turn.left()) < 0;
            return mayRepeat && failure.then() == Then.AGAIN && inTime
                    ? pause(pause).compose(passed -> attempt(turn, false))
                    : setBack(turn, failure);
        }

        private Future<Ended<T>> setBack(Turn turn, Failure failure) {
            turn.breaker().note(failure);
            setbacks.add(new Setback(turn.endpoint(), failure));
            return next();
        }

        private void book(Endpoint at, long input, long output, boolean succeeded, Duration took) {
            made.add(calls.made(at.provider().word(), at.model(), wish.kind(), input, output,
                    cost(at, input, output), succeeded, took));
        }

        /** Final only if all refuse; otherwise those count that may do better, and the first of them decides when. */
        private Ended<T> unanswered() {
            String reason = setbacks.size() == 1 ? setbacks.get(0).failure().reason()
                    : "No provider could " + wish.deed() + ": " + told();
            reason = reason.substring(0, Math.min(reason.length(), LONGEST_REASON));
            List<Failure> later = setbacks.stream().map(Setback::failure).filter(one -> one.then() != Then.NEVER).toList();
            if (later.isEmpty()) {
                return new Unanswered<>(true, reason, null, List.copyOf(made));
            }
            Duration soonest = later.stream().map(Failure::after).anyMatch(Objects::isNull) ? null
                    : later.stream().map(Failure::after).min(Duration::compareTo).orElseThrow();
            return new Unanswered<>(false, reason, soonest, List.copyOf(made));
        }

        private String told() {
            return setbacks.stream().map(Setback::toString).collect(Collectors.joining(","));
        }
    }

    private Breaker breaker(Endpoint endpoint) {
        return breakers.of(endpoint.provider().word(), endpoint);
    }

    private Future<Void> pause(Duration length) {
        Promise<Void> passed = Promise.promise();
        vertx.setTimer(Math.max(1, length.toMillis()), id -> passed.complete());
        return passed.future();
    }
}
