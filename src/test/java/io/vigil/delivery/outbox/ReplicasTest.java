package io.vigil.delivery.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.delivery.Channel;
import io.vigil.delivery.DeliveryConfig;
import io.vigil.delivery.Outcome;
import io.vigil.delivery.Outgoing;
import io.vigil.delivery.PlainStub;
import io.vigil.delivery.RefiningStub;
import io.vigil.delivery.StubChannel;
import io.vigil.delivery.Telling;
import io.vigil.delivery.outbox.DeliveryRows.Claimed;
import io.vigil.session.SchemaReady;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;

/** Several processes on one database, those that stop and those that die. */
@QuarkusTest
class ReplicasTest {

    private static final Duration LONG = Duration.ofHours(2);

    @Inject
    Telling telling;

    @Inject
    PlainStub receiver;

    @Inject
    RefiningStub other;

    @Inject
    @All
    List<Channel> channels;

    @Inject
    Distribution distribution;

    @Inject
    Verdict.Judge judge;

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
        other.reset();
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
        Database.run("update delivery set unended = " + config.attempts());

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
    void what_waits_for_a_worker_when_its_process_stops_is_not_sent_by_it() {
        CountDownLatch busy = new CountDownLatch(1);
        String[] all = { "a", "b", "c", "d", "e", "f", "g" };
        receiver.recipients(all);
        receiver.answer(outgoing -> StubChannel.says(new Outcome.RetryLater("busy", null)));
        telling.tell("digest:1", "A quiet day");
        telling.awaitDone();
        receiver.answer(outgoing -> {
            awaitQuietly(busy);
            return StubChannel.says(new Outcome.Delivered());
        });
        MovableClock.forward(LONG);
        Outbox replica = replica();
        replica.start(new SchemaReady());
        await().until(() -> receiver.received().size() == all.length + config.workers());

        replica.stop(null);
        busy.countDown();

        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("delivery-worker")).count() <= config.workers());
        assertThat(receiver.received()).hasSize(all.length + config.workers());
        assertThat(Database.column("select state || ' ' || attempts || ' ' || unended from delivery where channel = 'plain'"))
                .hasSize(all.length).containsOnly("waiting 1 0");
    }

    @Test
    void what_waited_for_a_worker_until_another_process_sent_it_is_not_sent_again() {
        CountDownLatch busy = new CountDownLatch(1);
        String[] all = { "a", "b", "c", "d", "e", "f", "g" };
        receiver.recipients(all);
        receiver.answer(outgoing -> {
            awaitQuietly(busy);
            return StubChannel.says(new Outcome.Delivered());
        });
        telling.tell("digest:1", "A quiet day");
        await().until(() -> receiver.received().size() == config.workers());
        receiver.answer(outgoing -> StubChannel.says(new Outcome.Delivered()));
        MovableClock.forward(Sender.hold(channels, config).plusSeconds(1));
        Outbox replica = replica();
        replica.start(new SchemaReady());
        await().until(replica::isIdle);
        assertThat(receiver.received()).hasSize(config.workers() + all.length);

        busy.countDown();
        telling.awaitDone();

        assertThat(receiver.received()).hasSize(config.workers() + all.length);
        replica.stop(null);
    }

    @Test
    void a_notice_that_another_process_holds_is_not_taken_to_be_made() throws SQLException {
        AtomicInteger asked = new AtomicInteger();
        AtomicBoolean held = new AtomicBoolean();
        receiver.recipients("a");
        try (Connection holder = Database.connect()) {
            holder.setAutoCommit(false);
            other.recipients(message -> {
                if (asked.incrementAndGet() == 2) {
                    CompletableFuture.supplyAsync(() -> Database.column(holder, "select id from notice for update"))
                            .thenAccept(ids -> held.set(true));
                    await().until(ReplicasTest::somebodyWaitsForARow);
                }
                if (asked.get() <= 2) {
                    throw new IllegalStateException("cannot be read");
                }
                return List.of("b");
            });
            telling.tell("digest:1", "A quiet day");
            await().until(held::get);
            await().until(() -> telling.isDone() || somebodyWaitsForARow());
            holder.rollback();
        }
        telling.awaitDone();

        telling.tick();

        assertThat(receiver.received()).hasSize(1);
        assertThat(other.received()).hasSize(1);
    }

    @Test
    void lines_are_handed_back_in_the_order_in_which_everybody_locks_them() throws SQLException {
        List<Claimed> claims = List.of(claimed("b"), claimed("a"));
        CompletableFuture<Integer> handBack;
        try (Connection holder = Database.connect()) {
            holder.setAutoCommit(false);
            Database.column(holder, "select recipient from delivery_line where recipient = 'b' for update");
            handBack = CompletableFuture.supplyAsync(() -> SessionContext.call("test.hand-back",
                    db -> DeliveryRows.handBack(db, claims, clock.instant())));
            await().until(ReplicasTest::somebodyWaitsForARow);
            assertThat(Database.column("select recipient from delivery_line for update skip locked")).isEmpty();
            holder.rollback();
        }

        handBack.join();

        assertThat(Database.count("select count(*) from delivery_line where lease is null")).isEqualTo(2);
    }

    /** One of a recipient's, whose line is added behind those that are there. */
    private Claimed claimed(String recipient) {
        Claimed claimed = new Claimed(UUID.randomUUID(), new Line("plain", recipient), UUID.randomUUID(), clock.instant(),
                UUID.randomUUID(), "digest:1", 1, 1, false, Instant.EPOCH, Instant.EPOCH, null, "{}");
        Database.run("insert into delivery_line values ('plain', '%s', now(), '%s')".formatted(recipient, claimed.lease()));
        return claimed;
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

    private static boolean somebodyWaitsForARow() {
        return Database.count("select count(*) from pg_locks where not granted") > 0;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Another process on the same database. */
    private Outbox replica() {
        return new Outbox(distribution, new Sender(channels, judge, config, clock, new SimpleMeterRegistry(), timer), config);
    }

    private static String state() {
        return Database.value("select state || ' ' || coalesce(last_error, '') from delivery where channel = 'plain'");
    }
}
