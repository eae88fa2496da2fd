package io.vigil.session.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;

/** What is committed is heard, whatever the order of the commits; and nothing else is. */
@QuarkusTest
class NotificationsTest {

    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Inject
    Notifications notifications;

    @Inject
    OldMessages old;

    @Inject
    MeterRegistry registry;

    private final AtomicInteger gaps = new AtomicInteger();
    private Notifications.Subscription subscription;

    @AfterEach
    void nobody_listens() {
        if (subscription != null) {
            subscription.close();
        }
    }

    @Test
    void a_message_is_heard_once_its_session_has_committed() {
        subscribe();

        SessionContext.run("test.publish", () -> {
            notifications.publish("test", "one");
            notifications.publish("other", "not this");
            notifications.publish("test", "x".repeat(20_000));
            assertThat(heard).isEmpty();
        });

        awaitHeard(2);
        assertThat(heard).first().isEqualTo("one");
        assertThat(heard).last().asString().hasSize(20_000);
    }

    @Test
    void what_is_rolled_back_is_heard_by_nobody() {
        subscribe();

        SessionContext.run("test.publish", () -> {
            notifications.publish("test", "never");
            SessionContext.rollback("on purpose");
        });
        publish("after it");

        awaitHeard(1);
        assertThat(heard).containsExactly("after it");
    }

    @Test
    void a_message_needs_a_session() {
        assertThatThrownBy(() -> notifications.publish("test", "alone")).isInstanceOf(SessionException.Refused.class);
    }

    @Test
    void a_session_that_began_first_and_commits_last_is_heard_too() throws SQLException {
        try (Connection slow = Database.connect(); Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("""
                    insert into live_message (channel, payload, created_at) values ('test', 'slow', now());
                    notify live_message""");
            subscribe();
            publish("quick");
            awaitHeard(1);

            slow.commit();

            awaitHeard(2);
        }
        assertThat(heard).containsExactly("quick", "slow");
    }

    @Test
    void what_was_told_before_is_not_heard() {
        publish("before");

        subscribe();
        publish("since");

        awaitHeard(1);
        assertThat(heard).containsExactly("since");
    }

    @Test
    void who_ends_hears_nothing_more_and_a_process_that_all_have_ended_in_has_no_connection() {
        List<String> others = new CopyOnWriteArrayList<>();
        subscribe();
        try (Notifications.Subscription other = notifications.subscribe("test", others::add, () -> {
        })) {
            subscription.close();
            publish("still heard");

            await().until(() -> others.size() == 1);
            assertThat(heard).isEmpty();
            assertThat(other).isNotNull();
        }
        await().until(() -> listening() == 0);
    }

    @Test
    void who_fails_at_a_message_hears_the_next_and_so_do_the_others() {
        subscribe();
        double before = registry.counter("notifications.consumer.failures").count();
        List<Integer> lengths = new CopyOnWriteArrayList<>();
        try (Notifications.Subscription failing = notifications.subscribe("test",
                payload -> lengths.add(Integer.parseInt(payload)), gaps::incrementAndGet)) {
            publish("no number");
            publish("7");

            awaitHeard(2);
            await().until(() -> !lengths.isEmpty());
            assertThat(failing).isNotNull();
        }
        assertThat(lengths).containsExactly(7);
        assertThat(registry.counter("notifications.consumer.failures").count()).isEqualTo(before + 1);
        assertThat(gaps).hasValue(0);
    }

    @Test
    void what_could_not_be_read_is_heard_when_it_can_be() {
        subscribe();
        double before = registry.counter("notifications.read.failures").count();
        Database.run("alter table live_message rename to live_message_away");
        try {
            Database.run("notify live_message");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> registry.counter("notifications.read.failures").count() > before);
        } finally {
            Database.run("alter table live_message_away rename to live_message");
        }
        publish("after it");

        awaitHeard(1);
        assertThat(heard).containsExactly("after it");
    }

    @Test
    void who_could_not_read_for_minutes_is_told_that_something_may_be_missing() {
        subscribe();
        publish("before");
        awaitHeard(1);

        MovableClock.forward(Duration.ofMinutes(5));
        publish("since");

        awaitHeard(2);
        await().untilAsserted(() -> assertThat(gaps).hasValue(1));
    }

    @Test
    void a_database_that_was_set_back_is_listened_to_anew() {
        publish("one");
        publish("two");
        subscribe();
        await().atMost(Duration.ofSeconds(20)).until(() -> listening() == 1);
        Database.run("truncate live_message restart identity");

        Database.column("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'vigil-listen'");
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(gaps).hasValue(1));
        publish("once more");

        awaitHeard(1);
        assertThat(heard).containsExactly("once more");
    }

    @Test
    void what_was_told_minutes_ago_is_forgotten() {
        for (int i = 0; i < 3; i++) {
            publish("old");
        }
        MovableClock.forward(Duration.ofMinutes(6));
        publish("new");

        old.purge();

        assertThat(Database.column("select payload from live_message")).containsExactly("new");
    }

    private void subscribe() {
        subscription = notifications.subscribe("test", heard::add, gaps::incrementAndGet);
    }

    private void publish(String payload) {
        SessionContext.run("test.publish", () -> notifications.publish("test", payload));
    }

    private void awaitHeard(int count) {
        await().atMost(Duration.ofSeconds(20)).until(() -> heard.size() >= count);
    }

    private static long listening() {
        return Database.count("select count(*) from pg_stat_activity where application_name = 'vigil-listen'");
    }
}
