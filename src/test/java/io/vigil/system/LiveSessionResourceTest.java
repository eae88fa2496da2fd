package io.vigil.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.vigil.session.Budget;
import io.vigil.session.Rows;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionSpec;
import io.vigil.session.internal.MovableTicker;
import io.vigil.testsupport.Api;

/** Which sessions are open, for administrators, when nothing else answers any more. */
@QuarkusTest
class LiveSessionResourceTest {

    @Inject
    MovableTicker ticker;

    @ConfigProperty(name = "quarkus.datasource.jdbc.max-size")
    int connections;

    private final CountDownLatch end = new CountDownLatch(1);
    private final List<CompletableFuture<Void>> open = new ArrayList<>();
    private final ExecutorService owners = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "owner-of-the-test");
        thread.setDaemon(true);
        return thread;
    });

    /** An administrator who is remembered, and so needs no connection to be known, of which there may be one only. */
    private static RequestSpecification known() {
        RequestSpecification admin = Api.admin();
        admin.get("/api/v1/system/sessions").then().statusCode(200).body("total", equalTo(0));
        return admin;
    }

    @AfterEach
    void end_sessions() {
        end.countDown();
        open.forEach(session -> session.handle((done, failure) -> failure).join());
        owners.shutdown();
    }

    @Test
    void tells_name_thread_age_budget_state_and_statements_the_oldest_first() {
        RequestSpecification admin = known();
        hold(SessionContext.session("live.writes"), 2);
        ticker.forward(Duration.ofSeconds(5));
        hold(SessionContext.session("live.reads").within(Budget.REQUEST).asReadOnly(), 1);
        hold(SessionContext.session("live.idles"), 0);

        admin.get("/api/v1/system/sessions").then().statusCode(200)
                .body("total", equalTo(3)).body("sessions", hasSize(3))
                .body("sessions[0].name", equalTo("live.writes"))
                .body("sessions[0].thread", equalTo("owner-of-the-test"))
                .body("sessions[0].age_ms", allOf(greaterThanOrEqualTo(5000), lessThan(15_000)))
                .body("sessions[0].budget_ms", equalTo(30_000))
                .body("sessions[0].overdue", equalTo(false))
                .body("sessions[0].state", equalTo("idle_with_connection"))
                .body("sessions[0].statements", equalTo(2))
                .body("sessions[0].read_only", equalTo(false))
                .body("sessions[0].stack", nullValue())
                .body("sessions[1].name", equalTo("live.reads"))
                .body("sessions[1].budget_ms", equalTo(10_000))
                .body("sessions[1].read_only", equalTo(true))
                .body("sessions[2].name", equalTo("live.idles"))
                .body("sessions[2].state", equalTo("idle_without_connection"));
    }

    @Test
    void says_that_a_session_is_overdue() {
        RequestSpecification admin = Api.admin();
        hold(SessionContext.session("live.late"), 0);
        ticker.forward(Budget.BACKGROUND.limit().plusMillis(1));

        admin.get("/api/v1/system/sessions").then().statusCode(200).body("sessions[0].overdue", equalTo(true));
    }

    @Test
    void shows_where_the_thread_is_when_asked_to() {
        RequestSpecification admin = Api.admin();
        hold(SessionContext.session("live.stack"), 0);

        admin.queryParam("stacks", true).get("/api/v1/system/sessions").then().statusCode(200)
                .body("sessions[0].stack", hasItem(startsWith(getClass().getName() + ".lambda$hold")))
                .body("sessions[0].stack.size()", lessThanOrEqualTo(40));
    }

    @Test
    void answers_while_every_connection_is_out() {
        RequestSpecification admin = known();
        for (int i = 0; i < connections; i++) {
            hold(SessionContext.session("live.writes"), 1);
            hold(SessionContext.session("live.reads").within(Budget.REQUEST).asReadOnly(), 1);
        }

        long before = System.nanoTime();
        admin.get("/api/v1/system/sessions").then().statusCode(200).body("total", equalTo(2 * connections));

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void is_for_administrators_only() {
        Api.user().get("/api/v1/system/sessions").then().statusCode(403);
        Api.anonymous().get("/api/v1/system/sessions").then().statusCode(401);
    }

    /** A session on another thread, until the end of the test. */
    private void hold(SessionSpec spec, int statements) {
        CountDownLatch opened = new CountDownLatch(1);
        open.add(CompletableFuture.runAsync(() -> spec.run(db -> {
            for (int i = 0; i < statements; i++) {
                Rows.ask("1");
            }
            opened.countDown();
            await(end);
        }), owners));
        await(opened);
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody let this thread go");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
