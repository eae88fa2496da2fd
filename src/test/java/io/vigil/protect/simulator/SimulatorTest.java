package io.vigil.protect.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.protect.simulator.Visitor.Ear;
import io.vigil.protect.simulator.console.Json;
import io.vigil.protect.simulator.wire.PrivatePacket;

class SimulatorTest {

    private static final String OFFICIAL = "/proxy/protect/integration/v1/";
    private static final String PRIVATE = "/proxy/protect/api/";
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final ControllerSimulator simulator = ControllerSimulator.setup().requestsPerSecond(0).start();
    private final Visitor visitor = new Visitor(simulator);
    private final String camera = "1c9a2db4df6efda47a3509be";

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void answers_the_official_api_to_its_key() {
        assertThat(json(visitor.get(OFFICIAL + "meta/info")).path("applicationVersion").asText()).isEqualTo("7.2.84");
        assertThat(json(visitor.get(OFFICIAL + "cameras"))).hasSize(6);
        assertThat(json(visitor.get(OFFICIAL + "cameras/" + camera)).path("id").asText()).isEqualTo(camera);
        assertThat(visitor.get(OFFICIAL + "cameras/" + camera + "/snapshot").body()).startsWith(0xff, 0xd8);
        assertThat(visitor.get(OFFICIAL + "cameras/76227b20c37b2ff0abdc9d4d/snapshot").statusCode()).isEqualTo(503);

        simulator.accounts().changeKey("another");

        assertThat(visitor.get(OFFICIAL + "cameras").statusCode()).isEqualTo(401);
    }

    @Test
    void answers_the_private_api_to_its_account_until_it_forgets_it() {
        assertThat(visitor.get(PRIVATE + "bootstrap").statusCode()).isEqualTo(401);
        assertThat(visitor.signIn(simulator.password()).headers().firstValue("X-CSRF-Token")).isPresent();
        assertThat(json(visitor.get(PRIVATE + "bootstrap")).path("cameras")).hasSize(6);

        simulator.accounts().forgetSessions();

        assertThat(visitor.get(PRIVATE + "bootstrap").statusCode()).isEqualTo(401);
        assertThat(simulator.counters().logins()).isEqualTo(1);
    }

    @Test
    void locks_the_account_after_five_wrong_passwords() {
        for (int i = 0; i < 5; i++) {
            assertThat(visitor.signIn("wrong").statusCode()).isEqualTo(401);
        }

        HttpResponse<byte[]> answer = visitor.signIn(simulator.password());

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(json(answer).path("code").asText()).isEqualTo("AUTHENTICATION_FAILED_LIMIT_REACHED");
    }

    @Test
    void tells_all_channels_what_changed() {
        Ear events = new Ear();
        Ear updates = new Ear();
        visitor.signIn(simulator.password());
        visitor.listen(Channel.EVENTS, "", events);
        visitor.listen(Channel.UPDATES,
                "?lastUpdateId=" + json(visitor.get(PRIVATE + "bootstrap")).path("lastUpdateId").asText(),
                updates);

        SimulatedEvent event = simulator.tell(SimulatedEvent.zone(camera, NOON, "person"));
        simulator.end(event, NOON.plusSeconds(5));

        await().untilAsserted(() -> assertThat(events.texts).hasSize(2));
        assertThat(Json.read(events.texts.get(1)).path("item")).isEqualTo(Json.object().put("id", event.id())
                .put("modelKey", "event").put("end", NOON.plusSeconds(5).toEpochMilli()));
        await().untilAsserted(() -> assertThat(updates.packets).hasSize(2));
        PrivatePacket last = PrivatePacket.decode(updates.packets.get(1));
        assertThat(Json.read(last.action()).path("action").asText()).isEqualTo("update");
        assertThat(new String(last.data(), StandardCharsets.UTF_8)).isEqualTo("{\"end\":1772366405000}");
    }

    @Test
    void refuses_a_stream_from_before_its_start() {
        Ear ear = new Ear();
        visitor.signIn(simulator.password());

        visitor.listen(Channel.UPDATES, "?lastUpdateId=0000", ear);

        await().untilAsserted(() -> assertThat(ear.endings).containsExactly("1008 lastUpdateId is too old"));
        await().untilAsserted(() -> assertThat(simulator.counters().open()).isZero());
    }

    @Test
    void counts_the_sockets_that_are_open() {
        Ear first = new Ear();
        WebSocket socket = visitor.listen(Channel.EVENTS, "", first);
        visitor.listen(Channel.DEVICES, "", new Ear());
        await().untilAsserted(() -> assertThat(simulator.counters().open()).isEqualTo(2));

        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();

        await().untilAsserted(() -> assertThat(simulator.counters().open(Channel.EVENTS)).isZero());
        simulator.drop();
        await().untilAsserted(() -> assertThat(simulator.counters().open()).isZero());
        assertThat(simulator.counters().mostOpen(Channel.EVENTS)).isEqualTo(1);
        assertThat(simulator.counters().handshakes()).hasSize(2);
    }

    @Test
    void says_nothing_while_silent_and_keeps_it_in_its_history() {
        Ear ear = new Ear();
        simulator.faults().silent(true);
        WebSocket socket = visitor.listen(Channel.EVENTS, "", ear);
        visitor.signIn(simulator.password());

        socket.sendPing(ByteBuffer.allocate(1)).join();
        SimulatedEvent event = simulator.tell(SimulatedEvent.ring(camera, NOON));
        await().untilAsserted(() -> assertThat(simulator.counters().pings()).isEqualTo(1));
        simulator.faults().silent(false);
        simulator.sendText(Channel.EVENTS, "now");

        await().untilAsserted(() -> assertThat(ear.texts).containsExactly("now"));
        assertThat(history("start=" + NOON.toEpochMilli())).extracting(one -> one.path("id").asText())
                .containsExactly(event.id());
    }

    @Test
    void sends_frames_of_any_size_in_pieces_or_cut() {
        Ear ear = new Ear();
        visitor.listen(Channel.EVENTS, "", ear);
        String large = "x".repeat(200_000);

        simulator.sendFragmented(Channel.EVENTS, true, large.getBytes(StandardCharsets.UTF_8), 1000);
        simulator.sendText(Channel.EVENTS, large);
        await().untilAsserted(() -> assertThat(ear.texts).containsExactly(large, large));
        simulator.faults().cutNextFrames(1);
        simulator.sendText(Channel.EVENTS, large);

        await().untilAsserted(() -> assertThat(ear.endings).hasSize(1));
        assertThat(ear.texts).hasSize(2);
    }

    @Test
    void shows_the_recorded_history_by_filters_and_pages() {
        visitor.signIn(simulator.password());

        assertThat(history("limit=1000")).hasSize(280);
        assertThat(history("limit=1000&types=ring&types=smartDetectZone")).hasSize(67);
        assertThat(history("limit=100&offset=200&orderDirection=DESC&types=motion,smartDetectZone,ring")).isEmpty();
        assertThat(history("limit=1000&smartDetectTypes=person")).allSatisfy(
                event -> assertThat(event.path("smartDetectTypes").toString()).contains("person"));
        List<JsonNode> newest = history("limit=2&orderDirection=DESC");
        assertThat(newest.get(0).path("start").asLong()).isGreaterThanOrEqualTo(newest.get(1).path("start").asLong());
    }

    @Test
    void has_pictures_and_clips_late() {
        visitor.signIn(simulator.password());
        SimulatedEvent event = simulator.tell(SimulatedEvent.zone(camera, NOON, "person"));
        simulator.faults().lateThumbnails(1);
        simulator.faults().lateClips(404, 502);
        String picture = PRIVATE + "events/" + event.id() + "/thumbnail";
        String clip = PRIVATE + "video/export?camera=" + camera + "&start=1772366400000&end=1772366405000&channel=0";

        assertThat(visitor.get(picture).statusCode()).isEqualTo(404);
        simulator.end(event, NOON.plusSeconds(5));
        assertThat(visitor.get(picture).statusCode()).isEqualTo(404);
        assertThat(visitor.get(picture).body()).startsWith(0xff, 0xd8);
        assertThat(visitor.get(clip).statusCode()).isEqualTo(404);
        assertThat(visitor.get(clip).statusCode()).isEqualTo(502);
        assertThat(new String(visitor.get(clip).body(), 4, 4, StandardCharsets.US_ASCII)).isEqualTo("ftyp");
    }

    @Test
    void comes_back_from_a_reboot_with_other_software() {
        Ear ear = new Ear();
        visitor.listen(Channel.EVENTS, "", ear);

        simulator.stop();
        await().untilAsserted(() -> assertThat(ear.endings).hasSize(1));
        simulator.comeBack("8.0.1");

        assertThat(json(visitor.get(OFFICIAL + "meta/info")).path("applicationVersion").asText()).isEqualTo("8.0.1");
        simulator.reboot(Duration.ofMillis(1), "8.0.2");
        await().ignoreExceptions().untilAsserted(() -> assertThat(
                json(visitor.get(OFFICIAL + "meta/info")).path("applicationVersion").asText()).isEqualTo("8.0.2"));
    }

    @Test
    void holds_the_rate_that_it_announces() {
        try (ControllerSimulator strict = ControllerSimulator.setup().requestsPerSecond(3).start()) {
            Visitor other = new Visitor(strict);
            List<HttpResponse<byte[]>> answers = new ArrayList<>();

            await().pollInterval(Duration.ofMillis(1)).untilAsserted(() -> {
                answers.add(other.get(OFFICIAL + "cameras"));
                assertThat(answers).anyMatch(answer -> answer.statusCode() == 429);
            });

            HttpResponse<byte[]> last = answers.get(answers.size() - 1);
            assertThat(last.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(answers).hasSizeGreaterThan(3).allSatisfy(answer -> assertThat(
                    answer.headers().firstValue("RateLimit-Policy")).hasValue("\"default\";q=3;w=1"));
            assertThat(strict.counters().requests("v1/cameras")).isEqualTo(answers.size());
        }
    }

    @Test
    void plays_what_was_recorded_on_the_channels_where_it_was() {
        Ear events = new Ear();
        Ear devices = new Ear();
        Ear updates = new Ear();
        visitor.signIn(simulator.password());
        visitor.listen(Channel.EVENTS, "", events);
        visitor.listen(Channel.DEVICES, "", devices);
        visitor.listen(Channel.UPDATES, "", updates);

        simulator.play(Recording.allOfficial().then(Recording.household()).shuffled(7).times(2));

        await().untilAsserted(() -> assertThat(events.texts).hasSize(2 * 25));
        await().untilAsserted(() -> assertThat(devices.texts).hasSize(2 * 2));
        await().untilAsserted(() -> assertThat(updates.packets).hasSize(2 * 73));
        assertThat(history("start=1767225600000&limit=1000")).hasSize(8);
    }

    @Test
    void repeats_and_shuffles_what_it_tells() {
        Ear ear = new Ear();
        visitor.listen(Channel.EVENTS, "", ear);
        simulator.faults().repeatFrames(3);
        simulator.shuffleFrames(4, 1);

        List.of("a", "b", "c", "d", "e").forEach(text -> simulator.sendText(Channel.EVENTS, text));
        await().untilAsserted(() -> assertThat(ear.texts).hasSize(12));
        simulator.shuffleFrames(0, 0);

        await().untilAsserted(() -> assertThat(ear.texts).hasSize(15).endsWith("e", "e", "e"));
        assertThat(ear.texts).isNotEqualTo(ear.texts.stream().sorted().toList()).containsOnly("a", "b", "c", "d", "e");
    }

    @Test
    void tells_of_cameras_that_come_and_go() {
        Ear ear = new Ear();
        visitor.listen(Channel.DEVICES, "", ear);

        simulator.device("DISCONNECTED", camera, simulator.cameraIds().get(3));
        assertThat(visitor.get(OFFICIAL + "cameras/" + camera + "/snapshot").statusCode()).isEqualTo(503);
        simulator.removeCamera(camera);

        assertThat(visitor.get(OFFICIAL + "cameras/" + camera).statusCode()).isEqualTo(404);
        await().untilAsserted(() -> assertThat(ear.texts).hasSize(2));
        assertThat(Json.read(ear.texts.get(0)).path("item").path("id")).hasSize(2);
        assertThat(Json.read(ear.texts.get(1)).path("type").asText()).isEqualTo("remove");
    }

    @Test
    void answers_wrongly_as_often_as_it_is_told() {
        simulator.faults().refuseNext(1);
        simulator.faults().limitNext(1);
        simulator.faults().answerHtml(1);

        assertThat(new String(visitor.get(OFFICIAL + "cameras").body(), StandardCharsets.UTF_8)).startsWith("<!doctype");
        assertThat(visitor.get(OFFICIAL + "cameras").statusCode()).isEqualTo(429);
        assertThat(visitor.get(OFFICIAL + "cameras").statusCode()).isEqualTo(401);
        assertThat(visitor.get(OFFICIAL + "cameras").statusCode()).isEqualTo(200);
    }

    private List<JsonNode> history(String query) {
        List<JsonNode> list = new ArrayList<>();
        json(visitor.get(PRIVATE + "events?" + query)).forEach(list::add);
        return list;
    }

    private static JsonNode json(HttpResponse<byte[]> answer) {
        return Json.read(answer.body());
    }
}
