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

/** The process dies, or is stopped, while ten events wait for the model. */
class KilledScenario {

    private static final int EVENTS = 10;
    private static final Map<String, String> SHORT_LEASE = Map.of("VIGIL_AI_DEADLINE", "20s", "VIGIL_EVENTS_LEASE_GRACE", "2s");

    @TempDir
    Path folder;

    @Test
    void after_kill_9_every_event_is_described_once() throws Exception {
        try (StoppableDatabase database = new StoppableDatabase(folder.resolve("database"));
                VisionStub model = VisionStub.start()) {
            model.otherwise(VisionStub.Behaviour.hangs());
            try (PackagedVigil vigil = started(database, model)) {
                sendAll(vigil);
                await().atMost(Duration.ofSeconds(30)).until(() -> model.inFlight() == EVENTS);
                vigil.kill();
            }
            assertThat(database.count("select count(*) from event where state = 'processing'")).isEqualTo(EVENTS);
            model.otherwise(VisionStub.Behaviour.says("A person at the door."));
            try (PackagedVigil vigil = PackagedVigil.start(database.url(), folder, SHORT_LEASE)) {
                vigil.awaitReady();
                awaitAllDescribed(database);
                assertThat(database.count("select count(*) from event")).isEqualTo(EVENTS);
                assertThat(database.count("select max(attempts) from event")).isEqualTo(2);
            }
        }
    }

    @Test
    void after_sigterm_the_events_are_due_at_once_and_not_after_their_lease() throws Exception {
        try (StoppableDatabase database = new StoppableDatabase(folder.resolve("database"));
                VisionStub model = VisionStub.start()) {
            model.otherwise(VisionStub.Behaviour.hangs());
            try (PackagedVigil vigil = started(database, model)) {
                sendAll(vigil);
                await().atMost(Duration.ofSeconds(30)).until(() -> model.inFlight() == EVENTS);
                long asked = System.nanoTime();
                int exit = vigil.stop();
                System.out.printf("sigterm: exit %d after %d ms%n", exit,
                        Duration.ofNanos(System.nanoTime() - asked).toMillis());
                assertThat(exit).isIn(0, 143);
            }
            assertThat(database.count("select count(*) from event where state = 'received' and due_at <= now() "
                    + "and attempts = 0")).isEqualTo(EVENTS);
            assertThat(database.count("select count(*) from pg_stat_activity where application_name like 'vigil%'")).isZero();
        }
    }

    private PackagedVigil started(StoppableDatabase database, VisionStub model) throws Exception {
        PackagedVigil vigil = PackagedVigil.start(database.url(), folder, SHORT_LEASE).awaitReady().signIn();
        assertThat(
                vigil.json("PUT", "/api/v1/system/settings", "{\"ai_base_url_openai\":\"" + model.url() + "\"}").statusCode())
                .isEqualTo(200);
        return vigil;
    }

    private static void sendAll(PackagedVigil vigil) throws Exception {
        String camera = vigil.camera("Front door");
        for (int i = 0; i < EVENTS; i++) {
            assertThat(vigil.send(camera, "event-" + i, Samples.picture(Samples.PICTURES.get(i))).statusCode()).isEqualTo(202);
        }
    }

    private static void awaitAllDescribed(StoppableDatabase database) {
        await().atMost(Duration.ofSeconds(90)).ignoreExceptions().until(
                () -> database.count("select count(*) from event where state = 'described'") == EVENTS);
    }
}
