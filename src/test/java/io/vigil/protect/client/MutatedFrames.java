package io.vigil.protect.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.logging.Level;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vigil.protect.client.live.Complaining;
import io.vigil.protect.client.live.Complaints;
import io.vigil.protect.simulator.Channel;
import io.vigil.protect.simulator.ControllerSimulator;
import io.vigil.protect.simulator.Recording;
import io.vigil.protect.simulator.SimulatedEvent;
import io.vigil.protect.simulator.wire.Message;
import io.vigil.testsupport.HeardLog;
import io.vigil.testsupport.Mutator;

/**
 * Recorded messages of both APIs, damaged in ways that a seed decides, sent to real streams over real sockets. Each hundred is
 * followed by a good one, which must arrive.
 */
public final class MutatedFrames {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final int GROUP = 100;
    /** Nobody else among these has a word to say about bad messages; the machine may be slow. */
    private static final List<String> OURS = List.of("io.vigil.", "io.vertx.", "io.netty.");
    /** What values may become; none is as it should be anywhere. */
    private static final List<String> ODD = List.of("null", "[]", "{}", "[null]", "-1", "1e400", "9223372036854775808",
            "\"\\u0000\"", "\"\"", "true", "[[[[]]]]", "{\"a\":{\"b\":[]}}", "\"" + "y".repeat(5_000) + "\"");

    private final List<Message> texts = Recording.allOfficial().messages();
    private final List<Message> packets = Recording.household().messages();

    /** Sends so many to each API and returns what was made of them, for a person. */
    public String send(int count) {
        Vertx vertx = Vertx.vertx();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Complaints complaints = Complaining.to(registry);
        long start = System.nanoTime();
        try (ControllerSimulator controller = ControllerSimulator.start();
                HeardLog log = HeardLog.of(Complaints.class);
                HeardLog all = HeardLog.ofAll()) {
            for (ControllerAccess access : List.of(Answers.official(controller), Answers.local(controller))) {
                ControllerClient client = new ControllerClient(vertx, access, Answers.QUICK, complaints, registry);
                Heard heard = new Heard();
                Answers.of(client.open(heard));
                for (int seed = 0; seed < count; seed += GROUP) {
                    send(controller, heard, access.isOfficial(), seed, Math.min(count, seed + GROUP));
                }
                assertThat(heard.ends()).isEmpty();
                Answers.of(client.close());
            }
            assertThat(controller.counters().mostOpen(Channel.EVENTS)).isEqualTo(1);
            assertThat(controller.counters().mostOpen(Channel.UPDATES)).isEqualTo(1);
            long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
            TreeMap<String, Integer> classes = new TreeMap<>();
            registry.find("protect.frames.malformed").counters()
                    .forEach(each -> classes.put(each.getId().getTag("class"), (int) each.count()));
            classes.forEach((name, malformed) -> assertThat(log.saying("(" + name + ")").size()).as(name)
                    .isLessThanOrEqualTo((int) (seconds / 10) + 1));
            assertThat(all.speakers(Level.WARNING)).filteredOn(name -> OURS.stream().anyMatch(name::startsWith))
                    .isSubsetOf(Complaints.class.getName(), "io.vertx.core.impl.BlockedThreadChecker");
            return "%d to each API in %d s, malformed %s, %d lines in the log".formatted(count, seconds, classes,
                    log.saying("cannot be read").size());
        } finally {
            Answers.of(vertx.close());
        }
    }

    private void send(ControllerSimulator controller, Heard heard, boolean isOfficial, int from, int to) {
        for (int seed = from; seed < to; seed++) {
            Random random = new Random(seed);
            random.nextLong();
            int piece = random.nextInt(10) == 0 ? 64 : 1 << 20;
            if (isOfficial) {
                controller.sendFragmented(random.nextBoolean() ? Channel.EVENTS : Channel.DEVICES, true, text(random), piece);
            } else {
                controller.sendFragmented(Channel.UPDATES, false, packet(random), piece);
            }
        }
        SimulatedEvent good = controller.tell(SimulatedEvent.motion("586ab7c2bb6423c3fdd47e95", START.plusSeconds(from)));
        await().pollInterval(Duration.ofMillis(2)).atMost(Duration.ofSeconds(10)).until(() -> heard.ids().contains(good.id()));
        heard.events().clear();
        heard.online().clear();
    }

    private byte[] text(Random random) {
        byte[] whole = texts.get(random.nextInt(texts.size())).payload().clone();
        return random.nextInt(3) == 0 ? odd(whole, random) : damaged(whole, random);
    }

    private byte[] packet(Random random) {
        byte[] whole = packets.get(random.nextInt(packets.size())).payload().clone();
        if (random.nextInt(3) == 0) {
            return damaged(whole, random);
        }
        String action = "{\"action\":\"update\",\"newUpdateId\":\"u\",\"modelKey\":\"event\",\"id\":\"e\"}";
        String data = "{\"type\":\"ring\",\"start\":1643055803577,\"score\":3,\"smartDetectTypes\":[\"person\"],"
                + "\"camera\":\"c\"}";
        byte[] oddAction = random.nextBoolean() ? odd(bytes(action), random) : bytes(action);
        byte[] oddData = random.nextBoolean() ? odd(bytes(data), random) : damaged(bytes(data), random);
        int deflated = random.nextInt(2);
        return Packets.both(Packets.frame(1, 1, deflated, deflated == 1 ? Packets.deflate(oddAction) : oddAction),
                Packets.frame(2, 1, deflated, deflated == 1 ? Packets.deflate(oddData) : oddData));
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] damaged = bytes;
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            damaged = Mutator.damage(damaged, random);
        }
        return damaged;
    }

    /** Good JSON with a value that is out of place. */
    private static byte[] odd(byte[] json, Random random) {
        try {
            ObjectNode root = (ObjectNode) JSON.readTree(json);
            ObjectNode object = root.path("item").isObject() && random.nextInt(5) > 0 ? (ObjectNode) root.path("item") : root;
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.get(random.nextInt(names.size()));
            object.put(name, "VALUE");
            return bytes(root.toString().replace("\"VALUE\"", ODD.get(random.nextInt(ODD.size()))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
