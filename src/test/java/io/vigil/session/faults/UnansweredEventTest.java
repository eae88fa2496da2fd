package io.vigil.session.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.Rows;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Sightings;

/** An event that was committed without an answer is found again under its own id, and its client is told that it is stored. */
@QuarkusTest
@WithTestResource(FaultLineResource.class)
class UnansweredEventTest {

    @Inject
    LostAnswer answer;

    @Inject
    MeterRegistry registry;

    FaultLine line;

    @Test
    void of_a_source_that_names_its_events() {
        UUID camera = Sightings.camera("Gate");
        CompletableFuture<Fault> fault = loseTheNextAnswer();
        long unknown = unknown();

        String id = Sightings.send(camera, "1", "person", "worker-hivis.jpg").statusCode(202).extract().path("id");

        assertSettled(fault, unknown, id);
        Api.admin().get("/api/v1/events/" + id + "/thumbnail").then().statusCode(200);
    }

    @Test
    void of_a_client_that_names_none() {
        UUID camera = Sightings.camera("Gate");
        CompletableFuture<Fault> fault = loseTheNextAnswer();
        long unknown = unknown();

        String id = Api.admin().contentType("application/json")
                .body(Map.of("camera_id", camera, "timestamp", "2026-11-24T10:00:00Z", "confidence", 80, "objects_detected",
                        new String[] { "person" }))
                .post("/api/v1/events").then().statusCode(202).extract().path("id");

        assertSettled(fault, unknown, id);
    }

    /** Of the session that stores the event: its connection is known by a statement that only it sends. */
    private CompletableFuture<Fault> loseTheNextAnswer() {
        CompletableFuture<Fault> fault = new CompletableFuture<>();
        line.arm(Fault.at(Moment.BEFORE_STATEMENT, "'it is me'", wire -> {
            fault.complete(line.arm(Fault.at(Moment.COMMIT_ANSWER, Deed.cut()).on(wire)));
            return true;
        }));
        answer.beforeNextCommit(() -> Rows.ask("'it is me'"));
        return fault;
    }

    @AfterEach
    void all_is_quiet_again() {
        line.quiet();
    }

    /** It was lost, and yet there is one event, which the pipeline was woken for. */
    private void assertSettled(CompletableFuture<Fault> fault, long unknownBefore, String id) {
        assertThat(fault).isCompletedWithValueMatching(Fault::hit);
        assertThat(unknown()).isEqualTo(unknownBefore + 1);
        assertThat(Database.column("select cast(id as text) from event")).containsExactly(id);
        await().until(() -> Database.count("select count(*) from event where state = 'metadata_only'") == 1);
    }

    private long unknown() {
        return registry.find("session").tags("name", "event.ingest", "outcome", "unknown").timers().stream()
                .mapToLong(timer -> timer.count()).sum();
    }
}
