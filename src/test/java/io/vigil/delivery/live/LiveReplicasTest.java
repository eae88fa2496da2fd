package io.vigil.delivery.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;

/** What another process tells is heard here, whatever becomes of the connection that hints come by. */
@QuarkusTest
class LiveReplicasTest {

    @Inject
    LiveClients clients;

    @Inject
    Audience audience;

    @AfterEach
    void nobody_is_left() {
        await().until(() -> clients.all().isEmpty());
    }

    @Test
    void another_process_is_heard() {
        try (LiveSocket client = LiveSocket.joined(clients)) {
            elsewhere(1);

            client.awaitMessages("TEST", 1);
        }
    }

    @Test
    void nothing_is_lost_when_the_listening_connection_is() {
        try (LiveSocket client = LiveSocket.joined(clients)) {
            awaitListening();
            elsewhere(1);
            client.awaitMessages("TEST", 1);

            for (int i = 2; i < 20; i++) {
                if (i % 5 == 0) {
                    Database.column(
                            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'vigil-listen'");
                }
                elsewhere(i);
            }

            assertThat(client.awaitMessages("TEST", 19)).extracting(message -> message.getInt("data.number"))
                    .containsExactlyElementsOf(IntStream.range(1, 20).boxed().toList());
            awaitListening();
        }
    }

    @Test
    void a_hint_that_is_lost_costs_time_and_no_message() {
        try (LiveSocket client = LiveSocket.joined(clients)) {
            awaitListening();
            Database.run(row(1));

            client.awaitMessages("TEST", 1);
        }
    }

    @Test
    void a_process_without_clients_listens_no_more_after_a_while() {
        try (LiveSocket client = LiveSocket.joined(clients)) {
            assertThat(client.isOpen()).isTrue();
        }
        await().until(() -> clients.all().isEmpty());
        assertThat(Database.count("select count(*) from live_audience")).isEqualTo(1);

        audience.keep();
        assertThat(Database.count("select count(*) from live_audience")).isEqualTo(1);
        MovableClock.forward(Duration.ofSeconds(31));
        audience.keep();

        assertThat(Database.count("select count(*) from live_audience")).isZero();
        await().until(
                () -> Database.count("select count(*) from pg_stat_activity where application_name = 'vigil-listen'") == 0);
    }

    @Test
    void clients_whose_process_said_nothing_for_too_long_are_let_go_to_read_anew() {
        try (LiveSocket client = LiveSocket.joined(clients)) {
            audience.keep();
            assertThat(client.isOpen()).isTrue();
            MovableClock.forward(Duration.ofSeconds(61));

            audience.keep();

            assertThat(client.awaitClosed()).isEqualTo(1013);
        }
        await().until(() -> clients.all().isEmpty());
        try (LiveSocket back = LiveSocket.joined(clients)) {
            audience.keep();
            elsewhere(1);
            back.awaitMessages("TEST", 1);
        }
    }

    @Test
    void clients_of_a_process_that_could_not_read_for_minutes_are_let_go() {
        try (LiveSocket client = LiveSocket.joined(clients)) {
            MovableClock.forward(Duration.ofMinutes(5));
            elsewhere(1);

            assertThat(client.awaitClosed()).isEqualTo(1013);
        }
    }

    @Test
    void the_listening_connection_is_idle_and_holds_no_transaction() {
        try (LiveSocket client = LiveSocket.joined(clients)) {
            awaitListening();

            await().until(() -> Database.count("select count(*) from pg_stat_activity where state = 'idle'"
                    + " and application_name = 'vigil-listen'") == 1);
            assertThat(client.isOpen()).isTrue();
        }
    }

    private static void awaitListening() {
        await().atMost(Duration.ofSeconds(20)).until(() -> Database.count("""
                select count(*) from pg_stat_activity where application_name = 'vigil-listen'""") == 1);
    }

    private static void elsewhere(int number) {
        Database.run(row(number) + "; notify live_message");
    }

    private static String row(int number) {
        return """
                insert into live_message (channel, payload, created_at)
                values ('live', '{"type":"TEST","data":{"number":%d}}', now())""".formatted(number);
    }
}
