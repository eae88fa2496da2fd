package io.vigil.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.logging.LogRecord;

import jakarta.inject.Inject;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ExecutorRecorder;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.internal.Transactions;
import io.vigil.testsupport.HeardLog;
import io.vigil.testsupport.SessionLeaks;

/**
 * A transaction that somebody leaves on a thread: what it does to whoever comes next there without a door, and that neither a
 * session nor a request is ever that one.
 */
@QuarkusTest
class ForeignTransactionTest {

    @Inject
    TransactionManager transactions;

    @Inject
    LeakResource.Plain plain;

    @Inject
    MeterRegistry registry;

    private HeardLog log;
    private double evicted;

    @BeforeEach
    void listen() {
        log = HeardLog.of(Transactions.class);
        evicted = evicted();
    }

    @AfterEach
    void stop_listening() {
        log.close();
    }

    @Test
    void without_a_door_whoever_comes_next_is_told_that_all_is_well_and_loses_the_row() throws Exception {
        SessionLeaks.expect("session.orphan.connections", 1);
        transactions.begin();

        plain.add("lost");

        // As its timeout does it, sooner or later.
        transactions.rollback();
        assertThat(Rows.stored()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void through_a_door_the_row_is_stored_and_the_leak_is_told(Door door) throws Exception {
        SessionLeaks.expect("session.foreign.tx", 1);
        transactions.begin();

        door.open(() -> Rows.add("kept"));

        assertThat(transactions.getTransaction()).isNull();
        assertThat(Rows.stored()).containsExactly("kept");
        assertThat(evicted()).isEqualTo(evicted + 1);
        assertThat(said()).matches("Thread " + Thread.currentThread().getName()
                + " carried a transaction that no session owns, \\d+ ms old; rolling it back before session '[\\w.-]+'");
    }

    @Test
    void over_http_it_ends_with_the_request_that_leaked_it() {
        SessionLeaks.expect("session.foreign.tx", 1);
        String thread = given().post("/test/leaks").then().statusCode(200).extract().asString();

        assertThat(evicted()).isEqualTo(evicted + 1);
        assertThat(said()).contains("Thread " + thread + " carried").endsWith("rolling it back after LeakResource.leak");
        addUntilOn(thread);
        assertThat(evicted()).isEqualTo(evicted + 1);
    }

    @Test
    void over_http_it_ends_with_the_request_that_leaked_it_and_failed() {
        SessionLeaks.expect("session.foreign.tx", 1);
        given().post("/test/leaks/fails").then().statusCode(500);

        assertThat(evicted()).isEqualTo(evicted + 1);
        assertThat(said()).endsWith("rolling it back after LeakResource.leakAndFail");
    }

    @Test
    void over_http_the_next_request_on_its_thread_does_not_meet_it() {
        SessionLeaks.expect("session.foreign.tx", 1);
        String thread = CompletableFuture.supplyAsync(() -> {
            try {
                transactions.begin();
            } catch (NotSupportedException | SystemException e) {
                throw new IllegalStateException(e);
            }
            return Thread.currentThread().getName();
        }, ExecutorRecorder.getCurrent()).join();

        addUntilOn(thread);

        assertThat(evicted()).isEqualTo(evicted + 1);
        assertThat(said()).contains("Thread " + thread + " carried").endsWith("rolling it back before LeakResource.add");
    }

    /** Writes past the doors until one request ran on that thread; each row must be there. */
    private static void addUntilOn(String thread) {
        List<String> keys = new ArrayList<>();
        String ranOn;
        do {
            String key = "row-%03d".formatted(keys.size());
            keys.add(key);
            SessionLeaks.expect("session.orphan.connections", 1);
            ranOn = given().queryParam("key", key).post("/test/leaks/plain").then().statusCode(200).extract().asString();
        } while (!ranOn.equals(thread) && keys.size() < 200);

        assertThat(ranOn).isEqualTo(thread);
        assertThat(Rows.stored()).isEqualTo(keys);
    }

    private double evicted() {
        return registry.get("session.foreign.tx").counter().count();
    }

    private String said() {
        List<LogRecord> said = log.saying("carried a transaction");
        assertThat(said).hasSize(1);
        return HeardLog.text(said.get(0));
    }
}
