package io.vigil.delivery.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.delivery.DeliveryService;
import io.vigil.delivery.Message;
import io.vigil.delivery.Message.Subject;
import io.vigil.delivery.Outgoing;
import io.vigil.delivery.PlainStub;
import io.vigil.delivery.Telling;
import io.vigil.event.EventKind;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.SessionTrace;

/** What is done about an event before people are told of it. */
@QuarkusTest
class DistributionTest {

    private static final UUID EVENT = UUID.randomUUID();
    private static final UUID CAMERA = UUID.randomUUID();

    @Inject
    Telling telling;

    @Inject
    DeliveryService delivery;

    @Inject
    PreparationStub preparation;

    @Inject
    PlainStub receiver;

    @BeforeEach
    void somebody_is_there() {
        // It counts the events of all tests.
        preparation.reset();
        receiver.recipients("a");
    }

    @AfterEach
    void nobody_is_there() {
        preparation.reset();
        telling.awaitDone();
        receiver.reset();
    }

    @Test
    void an_event_is_prepared_in_a_session_of_its_own_and_then_distributed() {
        SessionTrace trace = SessionTrace.of(() -> {
            tell("Person detected");
            telling.awaitDone();
        });

        assertThat(preparation.times()).isEqualTo(1);
        assertThat(trace.lines().stream().map(line -> line.split(" ")[0]))
                .containsSubsequence("delivery.prepare", "delivery.distribute");
    }

    @Test
    void what_is_no_event_is_not_prepared() {
        telling.tell("digest:1", "A quiet day");
        telling.awaitDone();

        assertThat(preparation.times()).isZero();
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void another_text_is_prepared_again() {
        tell("Person detected");
        telling.awaitDone();
        tell("A man carries a ladder");
        telling.awaitDone();

        assertThat(preparation.times()).isEqualTo(2);
    }

    @Test
    void a_text_that_comes_after_the_preparation_is_prepared_too() {
        preparation.does((event, time) -> {
            if (time == 1) {
                // Commits with the preparation, and so before the notice is held.
                tell("A man carries a ladder");
            }
        });

        tell("Person detected");
        telling.awaitDone();

        assertThat(preparation.times()).isEqualTo(2);
        assertThat(Database.value("select due_at from notice")).isNull();
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void what_is_final_is_prepared_once_more_and_told_to_nobody_again() {
        tell("Person detected");
        telling.awaitDone();
        preparation.does((event, time) -> receiver.recipients("a", "b"));

        tell("Person detected", true);
        telling.awaitDone();

        assertThat(preparation.times()).isEqualTo(2);
        assertThat(Database.value("select revision from notice where due_at is null")).isEqualTo("1");
        assertThat(receiver.received()).extracting(Outgoing::recipient).containsExactly("a", "b");
    }

    @Test
    void what_becomes_final_after_the_preparation_is_prepared_too() {
        preparation.does((event, time) -> {
            if (time == 1) {
                tell("Person detected", true);
            }
        });

        tell("Person detected");
        telling.awaitDone();

        assertThat(preparation.times()).isEqualTo(2);
        assertThat(Database.value("select due_at from notice")).isNull();
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void one_that_fails_is_tried_again_later_and_people_are_told_meanwhile() {
        preparation.does((event, time) -> {
            if (time <= 2) {
                throw new IllegalStateException("locked");
            }
        });

        tell("Person detected");
        telling.awaitDone();

        assertThat(receiver.received()).hasSize(1);
        assertThat(Database.value("select attempts || ' ' || last_error from notice")).startsWith("1 stub: ")
                .contains("locked");
        telling.later(Duration.ofHours(1));
        assertThat(preparation.times()).isEqualTo(3);
        assertThat(receiver.received()).hasSize(1);
        assertThat(Database.value("select coalesce(last_error, 'none') || attempts from notice where due_at is null"))
                .isEqualTo("none0");
    }

    private void tell(String text) {
        tell(text, false);
    }

    private void tell(String text, boolean isFinal) {
        Message message = new Message(Subject.EVENT, EVENT, CAMERA, "Front door", EventKind.PERSON,
                Instant.parse("2026-11-24T10:00:00Z"), "Person at Front door", text, isFinal, Map.of());
        SessionContext.run("test.tell", () -> delivery.tell("event:" + EVENT, message));
    }
}
