package io.vigil.protect.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.protect.simulator.Channel;
import io.vigil.protect.simulator.ControllerSimulator;
import io.vigil.protect.simulator.SimulatedEvent;

@QuarkusTest
class LongMessagesTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final String CAMERA = "586ab7c2bb6423c3fdd47e95";

    @Inject
    ControllerClients clients;

    private final Heard heard = new Heard();
    private ControllerSimulator controller;
    private ControllerClient client;

    @BeforeEach
    void start() {
        controller = ControllerSimulator.start();
    }

    @AfterEach
    void stop() {
        Answers.of(client.close());
        await().until(() -> controller.counters().open() == 0);
        controller.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void long_messages_arrive_whole_in_one_frame_or_in_many(boolean isOfficial) {
        open(isOfficial);
        String padding = "x".repeat(300_000);
        String text = "{\"type\":\"add\",\"item\":{\"id\":\"long\",\"modelKey\":\"event\",\"type\":\"motion\",\"pad\":\"%s\"}}"
                .formatted(padding);

        if (isOfficial) {
            controller.sendText(Channel.EVENTS, text);
            controller.sendFragmented(Channel.EVENTS, true, text.getBytes(StandardCharsets.UTF_8), 10_000);
        } else {
            byte[] packet = Packets.plain("{\"action\":\"add\",\"modelKey\":\"event\",\"id\":\"long\"}",
                    "{\"type\":\"motion\",\"pad\":\"%s\"}".formatted(padding));
            controller.sendBinary(Channel.UPDATES, packet);
            controller.sendFragmented(Channel.UPDATES, false, packet, 70_000);
        }

        await().until(() -> heard.events().size() == 2);
        assertThat(heard.ids()).containsExactly("long", "long");
        assertThat(heard.ends()).isEmpty();
    }

    @Test
    void a_message_that_is_too_long_is_passed_over() {
        open(true);

        controller.sendFragmented(Channel.EVENTS, true, new byte[3 << 20], 1 << 20);
        SimulatedEvent next = controller.tell(SimulatedEvent.motion(CAMERA, START));

        await().until(() -> heard.events().size() == 1);
        assertThat(heard.ids()).containsExactly(next.id());
        assertThat(heard.ends()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void a_frame_that_is_too_long_ends_the_stream_and_the_next_one_is_good(boolean isOfficial) {
        open(isOfficial);

        controller.sendBinary(isOfficial ? Channel.EVENTS : Channel.UPDATES, new byte[3 << 20]);

        await().until(() -> heard.ends().size() == 1);
        assertThat(heard.ends().get(0)).contains("too long");
        Answers.of(client.open(heard));
        SimulatedEvent next = controller.tell(SimulatedEvent.motion(CAMERA, START));
        await().until(() -> heard.ids().contains(next.id()));
        assertThat(heard.ends()).hasSize(1);
    }

    @Test
    void of_more_than_a_thousand_cameras_the_others_are_not_told_of() {
        open(true);
        for (int i = 0; i < 1_100; i++) {
            camera(i, "CONNECTED");
        }
        camera(7, "DISCONNECTED");

        await().until(() -> heard.online().contains("-c7"));
        assertThat(heard.online()).hasSize(1_001).contains("+c0", "+c999");
    }

    private void camera(int number, String state) {
        controller.sendText(Channel.DEVICES,
                "{\"type\":\"update\",\"item\":{\"id\":\"c%d\",\"modelKey\":\"camera\",\"state\":\"%s\"}}"
                        .formatted(number, state));
    }

    private void open(boolean isOfficial) {
        client = clients.open(isOfficial ? Answers.official(controller) : Answers.local(controller), Answers.QUICK);
        Answers.of(client.open(heard));
    }
}
