package io.vigil.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.vigil.delivery.push.PushServiceStub;

/** The clock of the machine is set back by an hour, and again by a day: what is due by the new time is done all the same. */
class ClockSetBackScenario {

    private static final Duration SOON = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    @Test
    void what_is_tried_again_later_is_tried_by_the_new_time() throws Exception {
        MovedClock clock = MovedClock.in(folder);
        try (StoppableDatabase database = new StoppableDatabase(folder.resolve("database"));
                PushServiceStub push = new PushServiceStub();
                PackagedVigil vigil = new Receivers(database, folder, clock.environment()).start()) {
            String camera = vigil.camera("Front door");
            Receivers.subscribe(vigil, push.browser());
            int told = 0;
            for (Duration back : new Duration[] { Duration.ZERO, Duration.ofHours(1), Duration.ofDays(1) }) {
                Instant before = clock.instant();
                clock.moveTo(before.minus(back));
                int begun = told;
                // The first try is refused; only a tick makes the second.
                push.refuseOnce();
                assertThat(vigil.json("POST", "/api/v1/events", """
                        {"camera_id": "%s", "timestamp": "%s", "confidence": 80, "objects_detected": ["person"]}"""
                        .formatted(camera, clock.instant())).statusCode()).isEqualTo(202);
                long asked = System.nanoTime();
                await().atMost(SOON).until(() -> push.received().size() >= begun + 2);
                told = push.received().size();
                System.out.printf("clock set back by %s: refused once, told %.1f s after the event%n", back,
                        (System.nanoTime() - asked) / 1e9);
                assertThat(clock.instant()).isBefore(before.minus(back).plus(SOON));
            }
        }
    }
}
