package io.vigil.protect.simulator.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.protect.simulator.console.Json;

class PrivatePacketTest {

    @Test
    void reads_and_writes_every_recorded_packet() {
        JsonNode recorded = Json.recorded("private/ws_messages.json");

        assertThat(recorded).hasSize(73).allSatisfy(packet -> {
            PrivatePacket read = PrivatePacket.decode(Base64.getDecoder().decode(packet.path("raw").asText()));
            assertThat(Json.read(read.action())).isEqualTo(packet.path("action"));
            assertThat(Json.read(read.data())).isEqualTo(packet.path("data"));
            for (boolean isDeflated : new boolean[] { true, false }) {
                PrivatePacket again = PrivatePacket.decode(read.encode(isDeflated));
                assertThat(again.action()).isEqualTo(read.action());
                assertThat(again.data()).isEqualTo(read.data());
            }
        });
    }
}
