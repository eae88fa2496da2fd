package io.vigil.delivery.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.web.live.LiveSink;

/** A client that does not read loses its connection; it costs neither memory nor the others. */
@QuarkusTest
class SlowClientTest {

    private static final String LONG_TEXT = "x".repeat(60_000);
    /** More than what the system's buffers and the queue hold together. */
    private static final int ENOUGH = 400;

    @Inject
    LiveSink live;

    @Inject
    LiveClients clients;

    @Inject
    Rounds rounds;

    @Inject
    LiveConfig config;

    @Inject
    MeterRegistry registry;

    @Test
    void is_let_go_while_the_others_go_on() throws IOException {
        double before = slow();
        try (DeafSocket deaf = DeafSocket.open(); LiveSocket lively = LiveSocket.open()) {
            await().until(() -> clients.all().size() == 2);
            int told = 0;
            while (slow() == before && told < ENOUGH) {
                live.tell("TEST", Map.of("number", told, "text", LONG_TEXT));
                told++;
                lively.awaitHeard(told);
                assertThat(clients.all()).allMatch(client -> client.waiting() <= config.queue());
            }

            assertThat(slow()).isEqualTo(before + 1);
            assertThat(deaf.isClosedHere()).isFalse();
            await().atMost(Duration.ofSeconds(10)).until(() -> clients.all().size() == 1);
            live.tell("TEST", Map.of("number", told));
            lively.awaitHeard(told + 1);
            await().untilAsserted(() -> assertThat(registry.get("live.messages.waiting").gauge().value()).isZero());
        }
        await().until(() -> clients.all().isEmpty());
    }

    @Test
    void who_sends_pings_and_reads_no_answer_is_cut_off() throws IOException {
        double before = parted("noisy");
        try (DeafSocket deaf = DeafSocket.open()) {
            await().until(() -> clients.all().size() == 1);
            deaf.ping(30);
            rounds.ping();
            assertThat(clients.all()).hasSize(1);
            deaf.ping(61);

            await().until(() -> clients.all().isEmpty());
        }
        assertThat(parted("noisy")).isEqualTo(before + 1);
    }

    private double slow() {
        return parted("slow");
    }

    private double parted(String reason) {
        return registry.counter("live.clients.parted", "reason", reason).count();
    }
}
