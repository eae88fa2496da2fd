package io.vigil.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.inject.Inject;

import org.eclipse.microprofile.context.ManagedExecutor;
import org.hibernate.Session;
import org.hibernate.query.SelectionQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkus.arc.Arc;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;

/** A session stays on its thread, and its thread is never an event loop. */
@QuarkusTest
class ThreadsTest {

    /** The ways in which work gets to another thread. */
    enum Hop {
        MANAGED_EXECUTOR {
            @Override
            Throwable failureOf(Door.Work work) {
                return Arc.container().instance(ManagedExecutor.class).get().supplyAsync(() -> catchThrowable(work::run))
                        .join();
            }
        },
        COMPLETABLE_FUTURE {
            @Override
            Throwable failureOf(Door.Work work) {
                return CompletableFuture.supplyAsync(() -> catchThrowable(work::run)).join();
            }
        },
        PLAIN_THREAD {
            @Override
            Throwable failureOf(Door.Work work) {
                CompletableFuture<Throwable> failure = new CompletableFuture<>();
                Awaiting.daemon(() -> failure.complete(catchThrowable(work::run))).start();
                return failure.join();
            }
        },
        MUTINY {
            @Override
            Throwable failureOf(Door.Work work) {
                return Uni.createFrom().item(() -> catchThrowable(work::run))
                        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool()).await().atMost(Duration.ofSeconds(5));
            }
        };

        abstract Throwable failureOf(Door.Work work);
    }

    @Inject
    Vertx vertx;

    @ParameterizedTest
    @EnumSource
    void does_not_travel_to_another_thread(Hop hop) {
        SessionContext.run("test.owner", db -> {
            Rows.add("a");

            assertThat(hop.failureOf(SessionContext::current)).isInstanceOf(SessionException.Refused.class);
            assertThat(hop.failureOf(() -> Jotting.count())).isInstanceOf(ContextNotActiveException.class);
        });

        assertThat(Rows.stored()).containsExactly("a");
    }

    @ParameterizedTest
    @EnumSource
    void cannot_be_used_from_another_thread(Hop hop) {
        SessionContext.run("test.owner", db -> {
            Rows.add("a");
            SelectionQuery<Long> query = db.createSelectionQuery("select count(*) from Jotting", Long.class);

            assertThat(hop.failureOf(() -> db.find(Jotting.class, "a"))).isInstanceOf(ContextNotActiveException.class);
            assertThat(hop.failureOf(() -> db.persist(Jotting.of("b", "x")))).isInstanceOf(ContextNotActiveException.class);
            assertThat(hop.failureOf(query::getSingleResult)).hasStackTraceContaining("without active transaction");
            assertThat(query.getSingleResult()).isOne();
        });

        assertThat(Rows.stored()).containsExactly("a");
    }

    @ParameterizedTest
    @EnumSource
    void gives_another_thread_a_session_of_its_own(Hop hop) {
        assertThat(hop.failureOf(() -> SessionContext.run("test.other", () -> Rows.add("b")))).isNull();
        assertThat(Rows.stored()).containsExactly("b");
    }

    @ParameterizedTest
    @EnumSource
    void refuses_the_event_loop(Door door) {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        vertx.getOrCreateContext().runOnContext(ignored -> failure.complete(catchThrowable(() -> door.open(() -> {
            throw new AssertionError("must not run");
        }))));

        assertThat(failure.join()).isInstanceOf(SessionException.Refused.class)
                .hasMessageContaining("on the event-loop thread");
    }

    @Test
    void forgets_the_session_object_with_the_session() {
        List<Session> kept = new ArrayList<>();
        SessionContext.run("test.owner", db -> {
            kept.add(db);
        });

        assertThatThrownBy(() -> kept.get(0).find(Jotting.class, "a")).isInstanceOf(ContextNotActiveException.class);
    }
}
