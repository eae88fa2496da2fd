package io.vigil.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.vigil.ai.VisionStub;
import io.vigil.testsupport.Samples;

/** Forty events wait for the model, on a pool of two: nobody else notices. */
class SlowModelScenario {

    private static final int EVENTS = 40;
    private static final int SAMPLES = 400;
    /** Longer than the measurements take, and shorter than the deadline of one description. */
    private static final Duration HELD = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void holds_no_connection_and_the_list_stays_as_quick() throws Exception {
        try (StoppableDatabase database = new StoppableDatabase(folder.resolve("database"));
                VisionStub model = VisionStub.start();
                PackagedVigil vigil = PackagedVigil.start(database.url(), folder,
                        Map.of("QUARKUS_DATASOURCE_JDBC_MAX_SIZE", "2"))) {
            String camera = vigil.awaitReady().signIn().camera("Front door");
            byte[] picture = Samples.picture("worker-hivis.jpg");
            for (int i = 0; i < EVENTS; i++) {
                assertThat(vigil.send(camera, "idle-" + i, picture).statusCode()).isEqualTo(202);
            }
            vigil.listP99(600);
            double idle = vigil.listP99(SAMPLES);
            model.otherwise(VisionStub.Behaviour.says("A worker.").after(HELD));
            vigil.json("PUT", "/api/v1/system/settings", "{\"ai_base_url_openai\":\"" + model.url() + "\"}");
            for (int i = 0; i < EVENTS; i++) {
                assertThat(vigil.send(camera, "slow-" + i, picture).statusCode()).isEqualTo(202);
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> model.inFlight() == EVENTS);
            double held = 0;
            double most = 0;
            for (int i = 0; i < 20; i++) {
                double active = vigil.metric("agroal_active_count{datasource=\"default\"");
                held += active;
                most = Math.max(most, active);
            }
            double waiting = vigil.listP99(SAMPLES);
            assertThat(model.inFlight()).as("held all the while").isEqualTo(EVENTS);
            System.out.printf("slow model: list p99 idle %.1f ms, with %d events waiting %.1f ms; connections held, most of 20 "
                    + "samples: %.0f%n", idle, EVENTS, waiting, most);
            assertThat(held).isZero();
            assertThat(waiting).isLessThanOrEqualTo(2 * idle);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> database.count("select count(*) from event where state = 'described'") == EVENTS);
        }
    }
}
