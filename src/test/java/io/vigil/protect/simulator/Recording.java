package io.vigil.protect.simulator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.protect.simulator.console.Json;
import io.vigil.protect.simulator.wire.Message;

/**
 * Messages as a controller once sent them, in order.
 *
 * @param messages packets byte for byte; JSON as it was, but for white space
 */
public record Recording(List<Message> messages) {

    /** A person, then a vehicle too, then the end three times; official API. */
    public static Recording lifecycle() {
        return official("smartdetect_lifecycle.json");
    }

    /** A package that is first told of when it is over; official API. */
    public static Recording packageBornClosed() {
        return official("package_born_closed_update.json");
    }

    /** A lamp that saw motion, which never ends; official API. */
    public static Recording lightMotion() {
        return official("light_motion_add.json");
    }

    /** A card that was shown; official API. */
    public static Recording cardScanned() {
        return official("nfc_add_with_end.json");
    }

    /** A minute of three cameras, written for this project; official API, both channels. */
    public static Recording minute() {
        Stream<JsonNode> lines = Json.recordedText("public_ws/synthetic_events.ndjson").lines().map(Json::read);
        return new Recording(lines.map(line -> text(Channel.valueOf(line.path("channel").asText().toUpperCase(
                Locale.ROOT)), line.path("frame"))).toList());
    }

    /** 25 seconds of a whole household; private API. */
    public static Recording household() {
        List<Message> packets = new ArrayList<>();
        Json.recorded("private/ws_messages.json").forEach(packet -> packets.add(
                new Message(Channel.UPDATES, false, Base64.getDecoder().decode(packet.path("raw").asText()))));
        return new Recording(packets);
    }

    /** All of the official API. */
    public static Recording allOfficial() {
        return lifecycle().then(packageBornClosed()).then(lightMotion()).then(cardScanned()).then(minute());
    }

    /** This and then that. */
    public Recording then(Recording next) {
        return new Recording(Stream.concat(messages.stream(), next.messages.stream()).toList());
    }

    /** The whole of it so many times. */
    public Recording times(int count) {
        return new Recording(Collections.nCopies(count, messages).stream().flatMap(List::stream).toList());
    }

    /** In an order that only the seed decides. */
    public Recording shuffled(long seed) {
        List<Message> shuffled = new ArrayList<>(messages);
        Collections.shuffle(shuffled, new Random(seed));
        return new Recording(List.copyOf(shuffled));
    }

    private static Recording official(String file) {
        JsonNode recorded = Json.recorded("public_ws/" + file);
        List<JsonNode> frames = new ArrayList<>();
        if (recorded.isArray()) {
            recorded.forEach(frames::add);
        } else {
            frames.add(recorded);
        }
        return new Recording(frames.stream().map(frame -> text(Channel.EVENTS, frame)).toList());
    }

    private static Message text(Channel channel, JsonNode frame) {
        return new Message(channel, true, frame.toString().getBytes(StandardCharsets.UTF_8));
    }
}
