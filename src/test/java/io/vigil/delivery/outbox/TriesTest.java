package io.vigil.delivery.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vigil.delivery.DeliveryConfig;
import io.vigil.delivery.Outcome;
import io.vigil.delivery.Outgoing;
import io.vigil.delivery.PlainStub;
import io.vigil.delivery.StubChannel;
import io.vigil.delivery.Telling;
import io.vigil.testsupport.Database;

/** What follows from how a try ended, or from no end at all. */
@QuarkusTest
class TriesTest {

    private static final Duration LONG = Duration.ofHours(2);

    @Inject
    Telling telling;

    @Inject
    PlainStub receiver;

    @Inject
    DeliveryConfig config;

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
        int tries = (int) config.giveUpAfter().dividedBy(LONG);
        for (int i = 0; i < tries + 3; i++) {
            assertThat(state()).isEqualTo((i < tries ? "waiting" : "dead") + " busy");
            telling.later(LONG);
        }

        assertThat(receiver.received()).extracting(Outgoing::attempt)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, tries).boxed().toList());
        assertThat(receiver.received()).extracting(Outgoing::id).containsOnly(receiver.received().get(0).id());
        assertThat(state()).isEqualTo("dead busy");
    }

    @Test
    void one_that_nobody_could_try_in_time_is_not_told_when_it_is_no_news_any_more() {
        receiver.recipients("a");
        receiver.answer(outgoing -> StubChannel.says(new Outcome.RetryLater("busy", null)));
        telling.tell("digest:1", "A quiet day");
        telling.awaitDone();

        telling.later(config.giveUpAfter().plusHours(1));

        assertThat(receiver.received()).hasSize(1);
        assertThat(state()).isEqualTo("dead busy");
        assertThat(Database.value("select attempts from delivery where channel = 'plain'")).isEqualTo("1");
    }

    @Test
    void a_receiver_that_hangs_is_left_alone_by_its_other_messages_too() {
        receiver.deadline(Duration.ofMillis(200));
        receiver.recipients("a");
        receiver.answer(outgoing -> receiver.hangs());
        telling.tell("digest:1", "A quiet day");
        telling.awaitDone();

        telling.tell("digest:2", "Another one");
        telling.awaitDone();
        assertThat(receiver.received()).hasSize(1);
        receiver.answer(outgoing -> StubChannel.says(new Outcome.Delivered()));
        telling.later(LONG);

        assertThat(Database.column("select state from delivery where channel = 'plain'")).hasSize(2).containsOnly("delivered");
    }

    @Test
    void what_a_receiver_says_is_on_record_as_far_as_it_can_be() {
        receiver.recipients("a");
        receiver.answer(outgoing -> StubChannel.says(
                new Outcome.Refused("no\0t\r\nhere " + Character.MIN_SURROGATE + "👋".repeat(2_000))));

        telling.tell("digest:1", "A quiet day");
        telling.awaitDone();

        assertThat(state()).isEqualTo("dead no t  here  " + "👋".repeat(988));
    }

    @Test
    void a_message_that_cannot_be_read_keeps_nobody_elses_waiting() {
        receiver.recipients(message -> List.of(message.text()));
        receiver.answer(outgoing -> StubChannel.says(new Outcome.RetryLater("busy", null)));
        telling.tell("digest:1", "a");
        telling.tell("digest:2", "b");
        telling.awaitDone();
        Database.run("update notice set message = jsonb_set(message, '{subject}', '\"WEATHER\"') where key = 'digest:1'");
        receiver.answer(outgoing -> StubChannel.says(new Outcome.Delivered()));

        telling.later(LONG);
        assertThat(Database.column("select recipient || ' ' || state from delivery where channel = 'plain' order by 1"))
                .containsExactly("a waiting", "b delivered");
        Database.run("update notice set message = jsonb_set(message, '{subject}', '\"SYSTEM\"')");
        telling.later(LONG);

        assertThat(Database.column("select state from delivery where channel = 'plain'")).containsOnly("delivered");
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

    private static String state() {
        return Database.value("select state || ' ' || coalesce(last_error, '') from delivery where channel = 'plain'");
    }
}
