package io.vigil.protect.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;

import jakarta.persistence.PersistenceException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.vertx.core.Future;
import io.vigil.protect.client.EventChange;
import io.vigil.protect.client.LiveStream;

/** What was told is stored in order and once, whatever the database does meanwhile. */
class InboxTest {

    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<String> stored = new CopyOnWriteArrayList<>();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private volatile RuntimeException trouble;
    private final Inbox inbox = new Inbox(UUID.randomUUID(), this::store, threads, timer);

    @AfterEach
    void stop() {
        threads.shutdownNow();
        timer.shutdownNow();
    }

    @Test
    void stores_all_in_the_order_in_which_it_was_told() {
        IntStream.range(0, 5000).forEach(i -> inbox.offer(change(i)));

        await().until(inbox::isIdle);
        assertThat(stored).hasSize(5000).containsExactlyElementsOf(numbers(5000));
    }

    @Test
    void while_the_database_is_away_the_controller_waits_and_nothing_is_lost() {
        trouble = new PersistenceException(new SQLException("away", "08006"));
        inbox.listenTo(new Stream());

        IntStream.range(0, 1500).forEach(i -> inbox.offer(change(i)));

        await().until(() -> said.contains("pause"));
        assertThat(stored).isEmpty();
        assertThat(inbox.isIdle()).isFalse();

        trouble = null;

        await().until(inbox::isIdle);
        assertThat(stored).containsExactlyElementsOf(numbers(1500));
        assertThat(said).containsExactly("pause", "resume");
        assertThat(inbox.depth()).isZero();
    }

    @Test
    void a_batch_that_fails_for_a_reason_of_its_own_does_not_stop_the_next() {
        trouble = new IllegalStateException("a defect");
        inbox.offer(change(0));
        await().dontCatchUncaughtExceptions().until(inbox::isIdle);

        trouble = null;
        inbox.offer(change(1));

        await().until(inbox::isIdle);
        assertThat(stored).containsExactly("1");
    }

    @Test
    void tasks_have_their_turn_and_are_tried_again_too() {
        trouble = new PersistenceException(new SQLException("away", "57P01"));
        inbox.offer(() -> store(null, List.of(change(7))));

        trouble = null;

        await().until(inbox::isIdle);
        assertThat(stored).containsExactly("7");
    }

    @Test
    void a_task_waits_for_what_was_told_before_it() {
        trouble = new PersistenceException(new SQLException("away", "08006"));
        IntStream.range(0, 300).forEach(i -> inbox.offer(change(i)));
        inbox.offer(() -> store(null, List.of(change(300))));
        inbox.offer(change(301));
        assertThat(inbox.hasTasks()).isTrue();

        trouble = null;

        await().until(inbox::isIdle);
        assertThat(stored).containsExactlyElementsOf(numbers(302));
        assertThat(inbox.hasTasks()).isFalse();
    }

    private void store(UUID controller, List<EventChange> changes) {
        if (trouble != null) {
            throw trouble;
        }
        changes.forEach(change -> stored.add(change.id()));
    }

    private static EventChange change(int number) {
        return new EventChange(String.valueOf(number), null, null, null, null, null, null, false);
    }

    private static List<String> numbers(int count) {
        List<String> numbers = new ArrayList<>();
        IntStream.range(0, count).forEach(i -> numbers.add(String.valueOf(i)));
        return numbers;
    }

    private final class Stream implements LiveStream {
        @Override
        public void pause() {
            said.add("pause");
        }

        @Override
        public void resume() {
            said.add("resume");
        }

        @Override
        public long lastHeardNanos() {
            return System.nanoTime();
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }
}
