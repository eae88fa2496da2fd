package io.vigil.protect.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vigil.protect.ProtectConfig;
import io.vigil.protect.client.ControllerAccess;
import io.vigil.protect.client.ControllerClient;
import io.vigil.protect.client.ControllerClients;
import io.vigil.protect.client.ControllerException;
import io.vigil.protect.client.ControllerException.Kind;
import io.vigil.protect.internal.Controller;
import io.vigil.protect.internal.Held;
import io.vigil.protect.internal.Target;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.settings.SecretBox;
import io.vigil.web.ProblemException;

/** Asks a controller something that a person waits for. No session is open and no thread waits meanwhile. */
@Singleton
class ControllerQuestions {

    static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final Held held;
    private final ControllerClients clients;
    private final SecretBox secrets;
    private final Duration limit;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    /** Clients of controllers that other processes hold. */
    private final Map<Revised, ControllerClient> kept = new ConcurrentHashMap<>();

    ControllerQuestions(Held held, ControllerClients clients, SecretBox secrets, ProtectConfig config, Clock clock,
            ScheduledExecutorService timer) {
        this.held = held;
        this.clients = clients;
        this.secrets = secrets;
        this.limit = config.client().timeout();
        this.clock = clock;
        this.timer = timer;
    }

    private record Stored(Revised revised, Target.Sealed sealed, boolean isConnected) {
    }

    /** A controller as it is set up now: with another address or account it is another. */
    private record Revised(UUID id, int revision) {
    }

    /**
     * Asks a controller that is connected, be it to this process or to another. Begins on a worker.
     *
     * @return fails with a {@link ControllerException}, UNREACHABLE also if it is not connected; or with a 404
     */
    <T> Uni<T> ask(UUID controllerId, Function<ControllerClient, Future<T>> question) {
        Optional<ControllerClient> here = held.client(controllerId);
        if (here.isPresent()) {
            return limited(question.apply(here.get()));
        }
        Stored stored = stored(controllerId);
        if (!stored.isConnected()) {
            return Uni.createFrom().failure(
                    new ControllerException(Kind.UNREACHABLE, "The controller is not connected"));
        }
        return opened(stored.sealed(), access -> limited(question.apply(kept(stored.revised(), access))));
    }

    /** For a minute, because each client signs in anew; closed when nobody waits for it any more. */
    private ControllerClient kept(Revised revised, ControllerAccess access) {
        return kept.computeIfAbsent(revised, absent -> {
            ControllerClient client = clients.open(access);
            timer.schedule(() -> {
                kept.remove(revised);
            }, KEPT.toMillis(), TimeUnit.MILLISECONDS);
            timer.schedule(() -> {
                client.close();
            }, KEPT.plus(limit.multipliedBy(2)).toMillis(), TimeUnit.MILLISECONDS);
            return client;
        });
    }

    /** Asks with what is stored, connected or not; fails likewise. */
    <T> Uni<T> askStored(UUID controllerId, Function<ControllerClient, Future<T>> question) {
        return opened(stored(controllerId).sealed(), access -> ask(access, question));
    }

    /** Asks whoever is there, over a connection of its own. */
    <T> Uni<T> ask(ControllerAccess access, Function<ControllerClient, Future<T>> question) {
        ControllerClient client = clients.open(access);
        return limited(question.apply(client)).onTermination().invoke(() -> client.close());
    }

    private <T> Uni<T> opened(Target.Sealed sealed, Function<ControllerAccess, Uni<T>> question) {
        ControllerAccess access;
        try {
            access = sealed.open(secrets);
        } catch (ControllerException e) {
            return Uni.createFrom().failure(e);
        }
        return question.apply(access);
    }

    private Stored stored(UUID controllerId) {
        return SessionContext.session("protect.stored").asReadOnly().within(Budget.REQUEST).call(db -> {
            Controller row = Controller.existing(controllerId);
            return new Stored(new Revised(row.id, row.revision), new Target.Sealed(row.fields, row.password, row.apiKey),
                    row.isConnected(clock.instant()));
        });
    }

    private <T> Uni<T> limited(Future<T> answer) {
        AtomicBoolean isLate = new AtomicBoolean();
        answer.onSuccess(value -> {
            if (isLate.get() && value instanceof Path file) {
                delete(file);
            }
        });
        return Uni.createFrom().completionStage(answer.toCompletionStage()).ifNoItem().after(limit)
                .failWith(() -> {
                    isLate.set(true);
                    return new ControllerException(Kind.TIMED_OUT,
                            "The controller did not answer within " + limit.toSeconds() + " s");
                });
    }

    /** Deletes a file that a controller sent. */
    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer to a client of ours: 401 with a code of its own, so that nobody signs out over it; 502, 503 or 504. */
    static ProblemException problem(ControllerException failure) {
        String detail = failure.getMessage();
        return switch (failure.kind()) {
            case REFUSED -> ProblemException.refusedOutside("controller_auth_failed", detail);
            case UNREACHABLE -> ProblemException.unavailable(detail, SOON);
            case LIMITED -> ProblemException.unavailable(detail, failure.retryAfter() == null ? SOON : failure.retryAfter());
            case TIMED_OUT -> ProblemException.gatewayTimeout(detail);
            case UNTRUSTED, NOT_YET, GONE, GARBLED -> ProblemException.badGateway(detail);
        };
    }
}
