package io.vigil.delivery.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vigil.delivery.Channel;
import io.vigil.delivery.DeliveryConfig;
import io.vigil.delivery.Outcome;
import io.vigil.delivery.Outgoing;
import io.vigil.delivery.PlainStub;
import io.vigil.delivery.StubChannel;
import io.vigil.delivery.Telling;
import io.vigil.session.SchemaReady;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;

/** What follows from how a try ended, or from no end at all. */
@QuarkusTest
class TriesTest {

    private static final Duration LONG = Duration.ofHours(2);

    @Inject
    Telling telling;

    @Inject
    PlainStub receiver;

    @Inject
    @All
    List<Channel> channels;

    @Inject
    Distribution distribution;

    @Inject
    Verdict.Judge judge;

    @Inject
    Housekeeping housekeeping;

    @Inject
    DeliveryConfig config;

    @Inject
    Clock clock;

    @Inject
    ScheduledExecutorService timer;

    @AfterEach
    void nobody_is_there() {
        receiver.release();
        telling.awaitDone();
        receiver.reset();
    }

    @Test
    void a_failure_for_now_is_tried_again_under_the_same_id_after_growing_waits_and_given_up_in_the_end() {
        receiver.recipients("a");
        receiver.answer(outgoing -> StubChannel.says(new Outcome.RetryLater("busy", null)));
        telling.tell("digest:1", "A quiet day");
        telling.awaitDone();
        telling.tick();
        assertThat(receiver.received()).as("not at once").hasSize(1);
        for (int i = 0; i < config.attempts() + 3; i++) {
            telling.later(LONG);
        }

        assertThat(receiver.received()).extracting(Outgoing::attempt)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, config.attempts()).boxed().toList());
        assertThat(receiver.received()).extracting(Outgoing::id).containsOnly(receiver.received().get(0).id());
        assertThat(state()).isEqualTo("dead busy");
    }

    @Test
    void whoever_wants_to_be_left_alone_is_left_alone_by_all_messages() {
        receiver.recipients("a");
        receiver.answer(outgoing -> StubChannel.says(new Outcome.RetryLater("slow down", Duration.ofMinutes(10))));
        telling.tell("digest:1", "A quiet day");
        telling.awaitDone();
        receiver.answer(outgoing -> StubChannel.says(new Outcome.Delivered()));

        telling.tell("digest:2", "Another one");
        telling.awaitDone();
        telling.later(Duration.ofMinutes(9));
        assertThat(receiver.received()).hasSize(1);
        telling.later(Duration.ofMinutes(2));

        assertThat(receiver.received()).extracting(Outgoing::noticeKey)
                .containsExactlyInAnyOrder("digest:1", "digest:1", "digest:2");
    }

    @Test
    void each_end_is_on_record() {
        receiver.recipients("gone", "refuses", "sleeps", "takes");
        receiver.answer(outgoing -> StubChannel.says(switch (outgoing.recipient()) {
            case "gone" -> new Outcome.Gone("unsubscribed");
            case "refuses" -> new Outcome.Refused("too long");
            case "sleeps" -> new Outcome.Skipped("quiet hours");
            default -> new Outcome.Delivered();
        }));

        telling.tell("digest:1", "A quiet day");
        telling.awaitDone();
        telling.later(LONG);

        assertThat(Database.column("""
                select recipient || ' ' || state || ' ' || coalesce(last_error, '') || ' ' || attempts from delivery
                where channel = 'plain' and due_at is null and finished_at is not null order by 1""")).containsExactly(
                "gone gone unsubscribed 1", "refuses dead too long 1", "sleeps skipped quiet hours 1", "takes delivered  1");
        assertThat(Database.count("select count(*) from delivery_line")).isZero();
    }

    @Test
    void of_a_recipient_that_is_gone_nothing_else_is_asked() {
        receiver.recipients("a");
        receiver.answer(outgoing -> receiver.hangs().replaceWith(new Outcome.Gone("unsubscribed")));
        telling.tell("digest:1", "One");
        await().until(() -> receiver.received().size() == 1);
        for (int i = 2; i < 6; i++) {
            telling.tell("digest:" + i, "Day " + i);
        }
        await().until(() -> Database.count("select count(*) from delivery where channel = 'plain'") == 5);

        receiver.release();
        telling.awaitDone();

        assertThat(receiver.received()).hasSize(1);
        assertThat(Database.count("select count(*) from delivery where state = 'gone'")).isEqualTo(5);
    }

    @Test
    void what_a_channel_could_not_even_try_is_tried_again() {
        AtomicInteger tries = new AtomicInteger();
        receiver.recipients("a");
        receiver.answer(outgoing -> {
            if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("broken");
            }
            return tries.get() == 2 ? Uni.createFrom().failure(new IllegalStateException("broken too"))
                    : StubChannel.says(new Outcome.Delivered());
        });
        telling.tell("digest:1", "A quiet day");
        telling.awaitDone();
        assertThat(state()).isEqualTo("waiting Unexpected: java.lang.IllegalStateException: broken");

        telling.later(LONG);
        assertThat(state()).isEqualTo("waiting Unexpected: java.lang.IllegalStateException: broken too");
        telling.later(LONG);

        assertThat(state()).isEqualTo("delivered ");
    }

    @Test
    void what_was_on_its_way_when_its_process_died_is_sent_again_under_the_same_id() {
        receiver.recipients("a");
        receiver.answer(outgoing -> receiver.hangs());
        telling.tell("digest:1", "A quiet day");
        await().until(() -> receiver.received().size() == 1);
        Outbox replica = replica();
        replica.start(new SchemaReady());
        await().until(replica::isIdle);
        assertThat(receiver.received()).as("while the lease is good").hasSize(1);

        receiver.answer(outgoing -> StubChannel.says(new Outcome.Delivered()));
        MovableClock.forward(Duration.ofMinutes(2));
        replica.wakeSending();
        await().until(replica::isIdle);

        assertThat(receiver.received()).extracting(Outgoing::attempt).containsExactly(1, 2);
        assertThat(receiver.received()).extracting(Outgoing::id).containsOnly(receiver.received().get(0).id());
        Database.run("update delivery set last_error = 'as the other one left it'");
        receiver.release();
        telling.awaitDone();
        assertThat(state()).as("the late answer").isEqualTo("delivered as the other one left it");
        replica.stop(null);
    }

    @Test
    void a_message_that_kills_its_senders_is_given_up() {
        receiver.recipients("a");
        receiver.answer(outgoing -> receiver.hangs());
        telling.tell("digest:1", "A quiet day");
        await().until(() -> receiver.received().size() == 1);
        Database.run("update delivery set attempts = " + config.attempts());

        MovableClock.forward(Duration.ofMinutes(2));
        Outbox replica = replica();
        replica.start(new SchemaReady());
        await().until(replica::isIdle);

        assertThat(receiver.received()).hasSize(1);
        assertThat(state()).isEqualTo("dead No attempt of " + config.attempts() + " came to an end");
        replica.stop(null);
    }

    @Test
    void a_process_that_stops_hands_back_what_is_on_its_way() {
        receiver.recipients("a", "b");
        receiver.answer(outgoing -> StubChannel.says(new Outcome.RetryLater("busy", null)));
        telling.tell("digest:1", "A quiet day");
        telling.awaitDone();
        receiver.answer(outgoing -> receiver.hangs());
        MovableClock.forward(LONG);
        Outbox replica = replica();
        replica.start(new SchemaReady());
        await().until(() -> receiver.received().size() == 4);

        replica.stop(null);

        assertThat(Database.column("select state || ' ' || attempts from delivery where channel = 'plain'"))
                .containsExactly("waiting 1", "waiting 1");
        receiver.answer(outgoing -> StubChannel.says(new Outcome.Delivered()));
        telling.tick();
        assertThat(receiver.received()).extracting(Outgoing::attempt).containsExactly(1, 1, 2, 2, 2, 2);
        assertThat(receiver.received().stream().map(Outgoing::id).distinct()).hasSize(2);
    }

    @Test
    void two_replicas_send_each_message_once_and_one_at_a_time_to_each() {
        receiver.recipients("a", "b", "c");
        Outbox replica = replica();
        replica.start(new SchemaReady());

        for (int i = 0; i < 100; i++) {
            telling.tell("digest:" + i, "Day " + i);
            replica.wake();
        }
        telling.awaitDone();
        await().until(replica::isIdle);
        telling.tick();

        assertThat(receiver.received()).hasSize(300);
        assertThat(receiver.received()).extracting(Outgoing::id).doesNotHaveDuplicates();
        assertThat(receiver.mostAtOnce()).isEqualTo(1);
        replica.stop(null);
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

    /** Another process on the same database. */
    private Outbox replica() {
        return new Outbox(distribution, new Sender(channels, judge, config, clock, new SimpleMeterRegistry(), timer), config);
    }

    private static String state() {
        return Database.value("select state || ' ' || coalesce(last_error, '') from delivery where channel = 'plain'");
    }
}
