package io.vigil.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.SessionTrace;

/** What is told reaches every recipient of every channel. */
@QuarkusTest
class DeliveryServiceTest {

    @Inject
    Telling telling;

    @Inject
    DeliveryService delivery;

    @Inject
    RefiningStub refining;

    @Inject
    PlainStub plain;

    @AfterEach
    void nobody_is_there() {
        refining.release();
        telling.awaitDone();
        refining.reset();
        plain.reset();
    }

    @Test
    void each_recipient_of_each_channel_is_told_what_was_told() {
        refining.recipients("a", "b");
        plain.recipients("a");

        telling.tell("digest:1", "A quiet day");
        telling.awaitDone();

        assertThat(refining.received()).extracting(Outgoing::recipient).containsExactlyInAnyOrder("a", "b");
        assertThat(plain.received()).singleElement().satisfies(outgoing -> {
            assertThat(outgoing.message()).isEqualTo(Telling.message("A quiet day"));
            assertThat(outgoing.noticeKey()).isEqualTo("digest:1");
            assertThat(outgoing.attempt()).isEqualTo(1);
            assertThat(outgoing.isRefined()).isFalse();
        });
        assertThat(Database.count("select count(*) from delivery where state = 'delivered' and channel <> 'in_app'"))
                .isEqualTo(3);
    }

    @Test
    void nobody_is_told_what_was_rolled_back() {
        plain.recipients("a");

        assertThatThrownBy(() -> SessionContext.run("test.tell", () -> {
            delivery.tell("digest:1", Telling.message("A quiet day"));
            throw new IllegalStateException("lost");
        })).hasMessage("lost");
        telling.tick();

        assertThat(plain.received()).isEmpty();
        assertThat(Database.count("select count(*) from notice")).isZero();
    }

    @Test
    void a_notice_costs_one_statement_of_the_session_that_records_it() {
        SessionTrace trace = SessionTrace.of(() -> telling.tell("digest:1", "A quiet day"));

        assertThat(trace.lines()).contains("test.tell committed, 1 statement", "delivery.wake followed");
    }

    @Test
    void fifty_who_tell_the_same_at_once_tell_it_once() {
        refining.recipients("a", "b");
        plain.recipients("a");
        ExecutorService threads = Executors.newFixedThreadPool(10);

        List<CompletableFuture<Void>> all = IntStream.range(0, 50)
                .mapToObj(i -> CompletableFuture.runAsync(() -> telling.tell("digest:1", "A quiet day"), threads)).toList();
        all.forEach(CompletableFuture::join);
        threads.shutdown();
        telling.awaitDone();
        telling.tick();

        assertThat(refining.received()).hasSize(2);
        assertThat(plain.received()).hasSize(1);
        assertThat(Database.count("select count(*) from notice")).isEqualTo(1);
    }

    @Test
    void a_better_text_is_sent_again_under_another_id_where_it_replaces_the_first() {
        refining.recipients("a");
        plain.recipients("a");
        telling.tell("event:1", "Person detected");
        telling.awaitDone();

        telling.tell("event:1", "A man carries a ladder");
        telling.awaitDone();

        assertThat(plain.received()).extracting(outgoing -> outgoing.message().text()).containsExactly("Person detected");
        assertThat(refining.received()).extracting(outgoing -> outgoing.message().text() + " " + outgoing.isRefined())
                .containsExactly("Person detected false", "A man carries a ladder true");
        assertThat(refining.received()).extracting(Outgoing::id).doesNotHaveDuplicates();
        assertThat(refining.received()).extracting(Outgoing::noticeKey).containsOnly("event:1");
    }

    @Test
    void what_is_more_than_was_told_follows_a_try_that_ended_without_telling() {
        refining.recipients("a");
        tellRevised(false, "Motion");
        telling.awaitDone();
        refining.answer(outgoing -> refining.hangs());
        tellRevised(false, "Leaves move");
        await().until(() -> refining.received().size() == 2);

        tellRevised(true, "A person");
        await().until(() -> Database.count("select count(*) from delivery where wanted_revision = 3") > 0);
        refining.answer(outgoing -> StubChannel.says(new Outcome.Delivered()));
        refining.release(new Outcome.Skipped("Something later is on the screen"));
        telling.awaitDone();

        assertThat(refining.received()).extracting(outgoing -> outgoing.message().text())
                .containsExactly("Motion", "Leaves move", "A person");
        assertThat(Database.column("select state from delivery where channel = 'refining'")).containsExactly("delivered");
    }

    @Test
    void a_better_text_that_comes_while_the_first_is_on_its_way_follows_it() {
        refining.recipients("a");
        refining.answer(outgoing -> refining.hangs());
        telling.tell("event:1", "Person detected");
        await().until(() -> refining.received().size() == 1);

        telling.tell("event:1", "A man carries a ladder");
        await().until(() -> Database.count("select count(*) from delivery where wanted_revision = 2") > 0);
        refining.answer(outgoing -> StubChannel.says(new Outcome.Delivered()));
        refining.release();
        telling.awaitDone();

        assertThat(refining.received()).extracting(outgoing -> outgoing.message().text())
                .containsExactly("Person detected", "A man carries a ladder");
        assertThat(refining.mostAtOnce()).isEqualTo(1);
    }

    @Test
    void a_text_that_is_better_before_it_is_sent_is_sent_once() {
        refining.recipients("a");

        SessionContext.run("test.tell", () -> {
            delivery.tell("event:1", Telling.message("Person detected"));
            delivery.tell("event:1", Telling.message("A man carries a ladder"));
        });
        telling.awaitDone();

        assertThat(refining.received()).extracting(outgoing -> outgoing.message().text())
                .containsExactly("A man carries a ladder");
    }

    @Test
    void the_news_that_a_text_is_lastis_no_news() {
        refining.recipients("a");
        Message last = Telling.message("Person detected");
        Message first = new Message(last.subject(), null, null, null, null, last.occurredAt(), last.title(),
                last.text(), false, last.extra());
        SessionContext.run("test.tell", () -> delivery.tell("event:1", first));
        telling.awaitDone();

        SessionContext.run("test.tell", () -> delivery.tell("event:1", last));
        telling.awaitDone();

        assertThat(refining.received()).hasSize(1);
        assertThat(Database.value("select message ->> 'isFinal' from notice")).isEqualTo("true");
    }

    @Test
    void one_that_hangs_keeps_nobody_else_waiting() {
        List<String> others = IntStream.range(0, 20).mapToObj(i -> "r" + i).toList();
        refining.recipients(message -> IntStream.range(-1, 20).mapToObj(i -> i < 0 ? "hangs" : "r" + i).toList());
        refining.answer(outgoing -> outgoing.recipient().equals("hangs") ? refining.hangs()
                : StubChannel.says(new Outcome.Delivered()));

        for (int i = 0; i < 30; i++) {
            telling.tell("digest:" + i, "Day " + i);
        }

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(others)
                .allSatisfy(recipient -> assertThat(refining.received(recipient)).hasSize(30)));
        assertThat(refining.received("hangs")).hasSize(1);
        assertThat(refining.mostAtOnce()).isEqualTo(1);
        refining.answer(outgoing -> StubChannel.says(new Outcome.Delivered()));
        refining.release();
        telling.awaitDone();
        assertThat(refining.received("hangs")).hasSize(30);
    }

    @Test
    void one_poison_among_a_hundred_notices_is_set_aside_and_the_others_arrive() {
        plain.recipients("a");
        refining.recipients(message -> {
            if (message.text().equals("poison")) {
                throw new IllegalStateException("cannot be read");
            }
            return List.of("a");
        });

        SessionContext.run("test.tell", () -> {
            for (int i = 0; i < 100; i++) {
                delivery.tell("digest:" + i, Telling.message(i == 50 ? "poison" : "Day " + i));
            }
        });
        telling.awaitDone();

        assertThat(refining.received()).hasSize(99);
        assertThat(plain.received()).as("another channel tells the poison all the same").hasSize(100);
        assertThat(Database.value("select last_error from notice where attempts = 1")).contains("refining: ")
                .contains("cannot be read");
    }

    private void tellRevised(boolean isUpgrade, String text) {
        Message plain = Telling.message(text);
        SessionContext.run("test.tell-revised", () -> delivery.tell("event:1", new Message(plain.subject(), null, null, null,
                null, plain.occurredAt(), plain.title(), text, false, plain.extra(), null, isUpgrade)));
    }
}
