package io.vigil.delivery.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.delivery.DeliveryConfig;
import io.vigil.delivery.DeliveryService;
import io.vigil.delivery.Message;
import io.vigil.delivery.Outcome;
import io.vigil.delivery.PlainStub;
import io.vigil.delivery.StubChannel;
import io.vigil.delivery.Telling;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;

/** What waits is known, what is wrong is put right, and what is long over is forgotten. */
@QuarkusTest
class HousekeepingTest {

    @Inject
    Telling telling;

    @Inject
    DeliveryService delivery;

    @Inject
    PlainStub receiver;

    @Inject
    Housekeeping housekeeping;

    @Inject
    DeliveryConfig config;

    @AfterEach
    void nobody_is_there() {
        telling.awaitDone();
        receiver.reset();
    }

    @Test
    void what_is_long_over_is_forgotten_and_what_is_not_over_is_kept() {
        receiver.recipients("a");
        telling.tell("digest:1", "A quiet day");
        telling.awaitDone();
        receiver.answer(outgoing -> StubChannel.says(new Outcome.RetryLater("busy", null)));
        telling.tell("digest:2", "Another one");
        telling.awaitDone();
        MovableClock.forward(config.keep().plusDays(1));
        telling.tell("digest:3", "And one more");
        telling.awaitDone();

        housekeeping.purge();

        assertThat(Database.column("select key from notice order by key")).containsExactly("digest:2", "digest:3");
        assertThat(Database.count("select count(*) from delivery where channel = 'plain'")).isEqualTo(2);
    }

    @Test
    void what_may_still_be_refined_is_kept_so_that_its_refinement_is_no_news() {
        receiver.recipients("a");
        Message last = Telling.message("Person detected");
        Message first = new Message(last.subject(), null, null, null, null, last.occurredAt(), last.title(), last.text(),
                false, last.extra());
        SessionContext.run("test.tell", () -> delivery.tell("event:1", first));
        telling.awaitDone();
        MovableClock.forward(config.keep().plusDays(1));
        housekeeping.purge();

        telling.tell("event:1", "A man carries a ladder");
        telling.awaitDone();

        assertThat(receiver.received()).hasSize(1);
        SessionContext.run("test.tell", () -> delivery.tell("event:2", first));
        telling.awaitDone();
        MovableClock.forward(Duration.ofDays(101));
        housekeeping.purge();
        assertThat(Database.count("select count(*) from notice")).isZero();
    }

    @Test
    void what_a_clock_that_was_ahead_put_off_is_due_now() {
        receiver.recipients("rests", "held");
        receiver.answer(outgoing -> StubChannel.says(new Outcome.RetryLater("busy", Duration.ofHours(20))));
        telling.tell("digest:1", "A quiet day");
        telling.awaitDone();
        housekeeping.pullIn();
        telling.tick();
        assertThat(receiver.received()).as("nobody rests for too long").hasSize(2);
        Database.run(
                "update delivery_line set due_at = due_at + interval '2 days', rests_until = rests_until + interval '2 days' "
                        + "where recipient = 'rests'");
        Database.run("update delivery set due_at = due_at + interval '2 days' where recipient = 'rests'");
        Database.run("update delivery_line set lease = gen_random_uuid(), rests_until = null where recipient = 'held'");
        Database.run("update delivery set state = 'sending' where recipient = 'held'");
        receiver.answer(outgoing -> StubChannel.says(new Outcome.Delivered()));

        housekeeping.pullIn();
        telling.tick();

        assertThat(Database.column("select state from delivery where channel = 'plain'")).hasSize(2).containsOnly("delivered");
    }

    @Test
    void what_waits_and_what_came_of_each_try_is_measured() {
        receiver.recipients("a");
        receiver.answer(outgoing -> StubChannel.says(new Outcome.RetryLater("busy", null)));
        telling.tell("digest:1", "A quiet day");
        telling.awaitDone();
        MovableClock.forward(Duration.ofSeconds(100));

        housekeeping.measure();

        assertThat(Api.admin().get("/metrics").asString()).contains("deliveries_waiting{channel=\"plain\"} 1.0")
                .contains("deliveries_waiting{channel=\"in_app\"} 0.0")
                .containsPattern("deliveries_oldest_waiting_seconds\\{channel=\"plain\"\\} 10\\d")
                .contains("deliveries_total{channel=\"plain\",outcome=\"retry\"}")
                .contains("delivery_latency_seconds_count{channel=\"in_app\"}").contains("deliveries_in_flight 0.0");
    }
}
