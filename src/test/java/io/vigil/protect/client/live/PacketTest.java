package io.vigil.protect.client.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.vigil.protect.client.Packets;

class PacketTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ACTION = "{\"action\":\"update\",\"modelKey\":\"event\",\"id\":\"e1\"}";
    private static final String DATA = "{\"end\":1770000000000}";

    @Test
    void all_that_were_recorded_say_what_is_recorded_beside_them() throws IOException {
        JsonNode recorded = recorded();
        assertThat(recorded).hasSize(73);

        for (JsonNode each : recorded) {
            Packet packet = Packet.decode(Base64.getDecoder().decode(each.path("raw").asText()));

            assertThat(packet).isEqualTo(new Packet.Update(each.path("action"), each.path("data")));
        }
    }

    @Test
    void plain_ones_and_ones_without_data_can_be_read() throws IOException {
        JsonNode action = JSON.readTree(ACTION);

        assertThat(Packet.decode(Packets.plain(ACTION, DATA))).isEqualTo(new Packet.Update(action, JSON.readTree(DATA)));
        assertThat(Packet.decode(Packets.deflated(ACTION, DATA))).isEqualTo(new Packet.Update(action, JSON.readTree(DATA)));
        assertThat(Packet.decode(Packets.plain(ACTION, ""))).isInstanceOfSatisfying(Packet.Update.class,
                update -> assertThat(update.data().isMissingNode()).isTrue());
        byte[] raw = Packets.both(Packets.frame(1, 1, 0, ACTION.getBytes()), Packets.frame(2, 3, 0, new byte[] { 1, 2 }));
        assertThat(Packet.decode(raw)).isInstanceOfSatisfying(Packet.Update.class,
                update -> assertThat(update.data().isMissingNode()).isTrue());
    }

    @Test
    void one_that_is_cut_anywhere_is_malformed() {
        for (byte[] whole : new byte[][] { Packets.plain(ACTION, DATA), Packets.deflated(ACTION, DATA) }) {
            for (int length = 0; length < whole.length; length++) {
                assertThat(Packet.decode(Arrays.copyOf(whole, length))).as("%d bytes", length)
                        .isEqualTo(new Packet.Malformed(Flaw.LENGTH));
            }
            assertThat(Packet.decode(Arrays.copyOf(whole, whole.length + 1))).isEqualTo(new Packet.Malformed(Flaw.LENGTH));
        }
    }

    @Test
    void sizes_that_cannot_be_are_malformed() {
        for (int size : new int[] { -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 10_000, 0x00FFFFFF }) {
            byte[] packet = Packets.plain(ACTION, DATA);
            ByteBuffer.wrap(packet).putInt(4, size);

            assertThat(Packet.decode(packet)).isEqualTo(new Packet.Malformed(Flaw.LENGTH));
        }
    }

    @Test
    void one_that_inflates_without_end_is_given_up() {
        byte[] bomb = Packets.both(Packets.frame(1, 1, 0, ACTION.getBytes()),
                Packets.frame(2, 1, 1, Packets.deflate(new byte[200 << 20])));

        assertThat(bomb.length).isLessThan(1 << 20);
        assertThat(Packet.decode(bomb)).isEqualTo(new Packet.Malformed(Flaw.OVERSIZED));
    }

    @Test
    void halves_of_the_wrong_kind_and_noise_in_them_are_malformed() {
        byte[] action = Packets.frame(1, 1, 0, ACTION.getBytes());
        byte[] data = Packets.frame(2, 1, 0, DATA.getBytes());

        assertThat(Packet.decode(Packets.both(data, action))).isEqualTo(new Packet.Malformed(Flaw.HEADER));
        assertThat(Packet.decode(Packets.both(Packets.frame(1, 9, 0, ACTION.getBytes()), data)))
                .isEqualTo(new Packet.Malformed(Flaw.HEADER));
        assertThat(Packet.decode(Packets.both(Packets.frame(1, 1, 1, ACTION.getBytes()), data)))
                .isEqualTo(new Packet.Malformed(Flaw.DEFLATE));
        assertThat(Packet.decode(Packets.plain("{", DATA))).isEqualTo(new Packet.Malformed(Flaw.JSON));
        assertThat(Packet.decode(Packets.plain("[".repeat(100_000), DATA))).isEqualTo(new Packet.Malformed(Flaw.JSON));
        assertThat(Packet.decode(Packets.plain(ACTION, "[" + "{},".repeat(200_000) + "{}]")))
                .isEqualTo(new Packet.Malformed(Flaw.JSON));
        assertThat(Packet.decode(Packets.plain("7", DATA))).isEqualTo(new Packet.Malformed(Flaw.JSON));
    }

    private static JsonNode recorded() throws IOException {
        try (InputStream in = PacketTest.class.getResourceAsStream("/samples/protect/private/ws_messages.json")) {
            JsonNode all = JSON.readTree(in);
            return JSON.createArrayNode().addAll(StreamSupport.stream(all.spliterator(), false).toList());
        }
    }
}
