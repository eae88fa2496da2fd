package io.vigil.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.vigil.protect.simulator.Channel;
import io.vigil.protect.simulator.ControllerSimulator;
import io.vigil.protect.simulator.Counters.Handshake;
import io.vigil.protect.simulator.SimulatorSetup;
import io.vigil.scenario.WatchedControllers.Credentials;
import io.vigil.testsupport.TestFfmpeg;

/** A controller that cuts its streams again and again: what it tells meanwhile is stored, once, and nothing is left over. */
class ControllerDropsScenario {

    private static final int DROPS = 200;
    private static final Duration BETWEEN_DROPS = Duration.ofMillis(300);
    private static final Duration CALM = Duration.ofSeconds(30);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(4);
    /** Who waits is looked after once a second. */
    private static final Duration SLACK = Duration.ofMillis(2_500);
    private static final double PER_SECOND = 8;
    private static final Map<String, String> SETTINGS = Map.of("VIGIL_MEDIA_FFMPEG", TestFfmpeg.path(),
            "VIGIL_PROTECT_CONNECTION_BACKOFF", "50ms", "VIGIL_PROTECT_CONNECTION_LONGEST_BACKOFF", "4s",
            "VIGIL_PROTECT_CONNECTION_GOOD_AFTER", "10s", "VIGIL_PROTECT_CLIENT_PING_EVERY", "1s",
            "VIGIL_PROTECT_CLIENT_SILENCE", "4s");

    @TempDir
    Path folder;

    @Test
    void two_hundred_drops_a_minute_lose_nothing_and_leave_nothing() throws Exception {
        try (StoppableDatabase database = new StoppableDatabase(folder.resolve("database"));
                PackagedVigil vigil = PackagedVigil.start(database.url(), folder, SETTINGS);
                WatchedControllers controllers = new WatchedControllers(vigil.awaitReady().signIn())) {
            ControllerSimulator controller = controllers.add(new SimulatorSetup().cameras(4), Credentials.BOTH);
            SteadyDetections detections = SteadyDetections.begin(controller, PER_SECOND, Long.MAX_VALUE);
            await().atMost(Duration.ofSeconds(30)).until(() -> controllers.stored().size() > 40);
            long threads = vigil.threads();
            int files = (int) vigil.metric("process_files_open_files");
            controller.counters().reset();

            int hits = drop(controller);
            List<Long> waits = waits(controller.counters().handshakes(Channel.EVENTS));
            int opened = controller.counters().handshakes(Channel.EVENTS).size();
            int before = detections.told().size();
            await().atMost(CALM.multipliedBy(2))
                    .until(() -> detections.told().size() >= before + CALM.toSeconds() * PER_SECOND);
            detections.stop();
            awaitStored(controllers, detections.told());

            System.out.printf("controller drops: %d of %d hit an open stream, %d opened, waits between them %s ms, "
                    + "%d events told, %d threads before and %d after, %d files before and %.0f after%n", hits, DROPS,
                    opened, waits, detections.told().size(), threads, vigil.threads(), files,
                    vigil.metric("process_files_open_files"));
            assertThat(controller.counters().mostOpen(Channel.EVENTS)).isEqualTo(1);
            assertThat(controller.counters().mostOpen(Channel.DEVICES)).isEqualTo(1);
            assertThat(waits).as("at last as long as they may be").hasSizeGreaterThan(10)
                    .allMatch(wait -> wait <= LONGEST_BACKOFF.plus(SLACK).toMillis());
            assertThat(waits.subList(8, waits.size())).allMatch(wait -> wait >= LONGEST_BACKOFF.toMillis() / 2);
            assertThat(waits.get(0)).isLessThan(LONGEST_BACKOFF.toMillis() / 2);
            assertThat(controller.counters().open(Channel.EVENTS)).isEqualTo(1);
            assertThat(controller.counters().open(Channel.DEVICES)).isEqualTo(1);
            assertThat(controllers.told(0, "state")).isEqualTo("connected");
            assertThat(controllers.told(0, "is_connected")).isEqualTo("true");
            assertThat(Integer.parseInt(controllers.told(0, "drops"))).isBetween(1, hits);
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                assertThat(vigil.threads()).isLessThanOrEqualTo(threads + 1);
                assertThat(vigil.metric("process_files_open_files")).isLessThanOrEqualTo(files + 10);
            });
        }
    }

    @Test
    void a_silent_stream_and_a_reboot_lose_nothing() throws Exception {
        try (StoppableDatabase database = new StoppableDatabase(folder.resolve("database"));
                PackagedVigil vigil = PackagedVigil.start(database.url(), folder, SETTINGS);
                WatchedControllers controllers = new WatchedControllers(vigil.awaitReady().signIn())) {
            ControllerSimulator first = controllers.add(new SimulatorSetup().cameras(2), Credentials.BOTH);
            ControllerSimulator second = controllers.add(new SimulatorSetup().cameras(2), Credentials.ACCOUNT);
            SteadyDetections one = SteadyDetections.begin(first, PER_SECOND, Long.MAX_VALUE);
            SteadyDetections other = SteadyDetections.begin(second, PER_SECOND, Long.MAX_VALUE);
            for (ControllerSimulator controller : controllers.all()) {
                controller.faults().silent(true);
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> first.counters().handshakes(Channel.EVENTS).size() >= 3
                    && second.counters().handshakes(Channel.UPDATES).size() >= 3);
            for (ControllerSimulator controller : controllers.all()) {
                controller.faults().silent(false);
                controller.reboot(Duration.ofSeconds(5), "7.2.105");
            }
            awaitConnected(controllers);
            int before = one.told().size();
            await().atMost(Duration.ofSeconds(30)).until(() -> one.told().size() > before + 10 * PER_SECOND);
            one.stop();
            other.stop();
            List<String> told = new ArrayList<>(one.told());
            told.addAll(other.told());
            awaitStored(controllers, told);
            assertThat(first.counters().mostOpen(Channel.EVENTS)).isEqualTo(1);
            assertThat(second.counters().mostOpen(Channel.UPDATES)).isEqualTo(1);
            System.out.printf("silence and reboot: %d events told, handshakes %d and %d%n", told.size(),
                    first.counters().handshakes(Channel.EVENTS).size(),
                    second.counters().handshakes(Channel.UPDATES).size());
        }
    }

    private static void awaitConnected(WatchedControllers controllers) {
        await().atMost(Duration.ofSeconds(30)).until(() -> controllers.told(0, "state").equals("connected")
                && controllers.told(1, "state").equals("connected") && controllers.all().stream()
                        .allMatch(controller -> controller.counters().open() > 0));
    }

    /** Answers how many found somebody listening. */
    private static int drop(ControllerSimulator controller) {
        AtomicInteger dropped = new AtomicInteger();
        AtomicInteger hits = new AtomicInteger();
        ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
        ticks.scheduleAtFixedRate(() -> {
            if (dropped.getAndIncrement() < DROPS) {
                hits.addAndGet(controller.counters().open() > 0 ? 1 : 0);
                controller.drop();
            }
        }, 0, BETWEEN_DROPS.toMillis(), TimeUnit.MILLISECONDS);
        await().atMost(Duration.ofSeconds(90)).until(() -> dropped.get() > DROPS);
        ticks.shutdown();
        return hits.get();
    }

    /** Milliseconds between one opening and the next. */
    private static List<Long> waits(List<Handshake> handshakes) {
        List<Long> waits = new ArrayList<>();
        for (int i = 1; i < handshakes.size(); i++) {
            waits.add((handshakes.get(i).nanos() - handshakes.get(i - 1).nanos()) / 1_000_000);
        }
        return waits;
    }

    /** Each once, and nothing else. */
    private static void awaitStored(WatchedControllers controllers, Collection<String> told) {
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofSeconds(1)).untilAsserted(
                () -> assertThat(controllers.stored()).containsExactlyInAnyOrderElementsOf(told));
    }
}
