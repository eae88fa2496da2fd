package io.vigil.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.vigil.protect.simulator.ControllerSimulator;
import io.vigil.protect.simulator.SimulatorSetup;
import io.vigil.scenario.WatchedControllers.Credentials;
import io.vigil.testsupport.TestFfmpeg;

/**
 * Two hundred cameras of ten controllers, each of which sees something five times a second for a minute, on a pool of five and
 * a quarter of a gigabyte: however far behind that leaves it, each detection is stored, and once.
 */
class ManyControllersScenario {

    private static final int CONTROLLERS = 10;
    private static final int CAMERAS = 20;
    private static final int PER_CAMERA = 5;
    private static final int SECONDS = Integer.getInteger("scenario.seconds", 60);
    private static final long EACH = (long) CAMERAS * PER_CAMERA * SECONDS;
    private static final long ALL = CONTROLLERS * EACH;
    private static final int SAMPLES = 300;
    private static final double MOST_GROWTH = 1.3;
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(value = Credentials.class, names = { "KEY", "ACCOUNT" })
    void store_every_detection_once(Credentials credentials) throws Exception {
        try (StoppableDatabase database = new StoppableDatabase(folder.resolve("database"));
                PackagedVigil vigil = PackagedVigil.start(database.url(), folder,
                        Map.of("QUARKUS_DATASOURCE_JDBC_MAX_SIZE", "5", "VIGIL_MEDIA_FFMPEG", TestFfmpeg.path()), "-Xmx256m");
                WatchedControllers controllers = new WatchedControllers(vigil.awaitReady().signIn())) {
            for (int i = 0; i < CONTROLLERS; i++) {
                controllers.add(new SimulatorSetup().cameras(CAMERAS).requestsPerSecond(0), credentials);
            }
            vigil.listP99(SAMPLES);
            double idle = vigil.listP99(SAMPLES);

            long start = System.nanoTime();
            List<SteadyDetections> tellers = new ArrayList<>();
            for (ControllerSimulator controller : controllers.all()) {
                tellers.add(SteadyDetections.begin(controller, CAMERAS * PER_CAMERA, EACH));
            }
            await().atMost(PATIENCE).until(() -> told(tellers) >= ALL / 3);
            long early = vigil.liveBytes();
            double busy = vigil.listP99(SAMPLES);
            await().atMost(PATIENCE).until(() -> told(tellers) >= ALL);
            double telling = seconds(start);
            long behind = ALL - stored(database);
            long late = vigil.liveBytes();
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(250)).until(() -> stored(database) >= ALL);
            double storing = seconds(start);
            await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(
                    () -> database
                            .count("select count(*) from protect_media where due_at is not null and what <> 'clip'") == 0);

            System.out.printf(
                    """
                            many controllers, %s: %.0f a second asked and told; %.0f a second stored, the last %.1f s after it was told, \
                            when %d were not stored yet; list p99 idle %.1f ms, meanwhile %.1f ms; heap live at a third %d MB, at the end \
                            %d MB; most connections %.0f, longest wait for one %.0f ms; %d have a picture, %d a clip, after %.0f s%n""",
                    credentials, ALL / telling, ALL / storing, storing - telling, behind, idle, busy, early >> 20, late >> 20,
                    vigil.metric("agroal_max_used_count{datasource=\"default\""),
                    vigil.metric("agroal_blocking_time_max_milliseconds{datasource=\"default\""),
                    database.count("select count(*) from event where snapshot is not null"),
                    database.count("select count(*) from event where clip is not null"), seconds(start));
            Set<String> told = new HashSet<>();
            tellers.forEach(teller -> told.addAll(teller.told()));
            assertThat(database.strings("select protect_event_id from event")).isEqualTo(told);
            assertThat(stored(database)).isEqualTo(ALL);
            assertThat(vigil.sum("session_seconds_count", "outcome=\"rolled_back\"")).isZero();
            assertThat(vigil.sum("session_deadline_total", "")).isZero();
            assertThat(vigil.sum("protect_events_failed_total", "")).isZero();
            assertThat(vigil.sum("http_server_requests_seconds_count", "status=\"5")).isZero();
            assertThat((double) late / early).isLessThanOrEqualTo(MOST_GROWTH);
            tellers.forEach(SteadyDetections::stop);
        }
    }

    private static long told(List<SteadyDetections> tellers) {
        return tellers.stream().mapToLong(teller -> teller.told().size()).sum();
    }

    private static long stored(StoppableDatabase database) throws Exception {
        return database.count("select count(*) from event");
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
