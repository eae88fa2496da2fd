package io.vigil.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.vigil.ai.VisionStub;
import io.vigil.testsupport.Samples;

/** Hundreds of questions to a model that takes a second, on a pool of five: waiting for it costs the pipeline nothing. */
class ManyCallsScenario {

    private static final Duration THINKS = Duration.ofSeconds(1);
    private static final int FEWEST_EVENTS = 1000;
    /** Seconds' worth of calls, so that the beginning and the end count little. */
    private static final int WAVES = 10;
    private static final int SAMPLES = 300;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = { 50, 200, 500 })
    void describes_at_least_four_fifths_of_its_calls_in_flight_each_second(int calls) throws Exception {
        int events = Math.max(FEWEST_EVENTS, WAVES * calls);
        try (StoppableDatabase database = new StoppableDatabase(folder.resolve("database"));
                VisionStub model = VisionStub.start();
                PackagedVigil vigil = PackagedVigil.start(database.url(), folder,
                        Map.of("QUARKUS_DATASOURCE_JDBC_MAX_SIZE", "5", "VIGIL_EVENTS_IN_FLIGHT", String.valueOf(calls),
                                "VIGIL_AI_MAX_IN_FLIGHT", String.valueOf(calls)))) {
            String camera = vigil.awaitReady().signIn().camera("Front door");
            assertThat(vigil.send(camera, "first", Samples.picture("car-white.jpg")).statusCode()).isEqualTo(202);
            await().until(() -> database.count("select count(*) from event where state = 'metadata_only'") == 1);
            model.otherwise(VisionStub.Behaviour.says("A white car is parked in the drive.").after(THINKS));
            vigil.json("PUT", "/api/v1/system/settings", "{\"ai_base_url_openai\":\"" + model.url() + "\"}");
            vigil.listP99(SAMPLES);
            double idle = vigil.listP99(SAMPLES);

            long start = System.nanoTime();
            copyFirstEvent(database, events);
            // Once it is running at full and until the last wave.
            await().atMost(Duration.ofSeconds(60)).until(() -> described(database) >= calls);
            double busy = vigil.listP99(SAMPLES);
            long from = System.nanoTime();
            long done = described(database);
            await().atMost(Duration.ofMinutes(5)).pollInterval(Duration.ofMillis(100))
                    .until(() -> described(database) >= events - calls);
            double seconds = (System.nanoTime() - from) / 1e9;
            double rate = (described(database) - done) / seconds;
            await().atMost(Duration.ofMinutes(1)).until(() -> described(database) >= events);

            System.out.printf("many calls: %d in flight, %d events in %.1f s, %.0f a second at full, list p99 idle %.1f ms, "
                    + "under it %.1f ms%n", calls, events, (System.nanoTime() - start) / 1e9, rate, idle, busy);
            assertThat(model.mostInFlight()).isEqualTo(calls);
            assertThat(rate).isGreaterThanOrEqualTo(0.8 * calls);
        }
    }

    private static long described(StoppableDatabase database) throws Exception {
        return database.count("select count(*) from event where state = 'described'");
    }

    /** Faster than sending them, which is not what is measured; they share the picture of the first. */
    private static void copyFirstEvent(StoppableDatabase database, int count) throws Exception {
        database.run("""
                insert into event (id, camera_id, source, external_id, kind, occurred_at, created_at, state, priority, due_at,
                    description, description_source, confidence, objects_detected, source_type, is_doorbell_ring, snapshot,
                    thumbnail)
                select gen_random_uuid(), camera_id, source, 'copy-' || n, kind, occurred_at, created_at, 'received', priority,
                    now(), description, description_source, confidence, objects_detected, source_type, is_doorbell_ring,
                    snapshot, thumbnail
                from event, generate_series(1, %d) n where external_id = 'first'""".formatted(count));
    }
}
