package io.vigil.system.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.delivery.DeliveryService;
import io.vigil.media.MediaStore;
import io.vigil.media.TestConfig;
import io.vigil.settings.Settings;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.SmallDisk;

/** What keeps the house from being watched rings, once. */
@QuarkusTest
class SystemAlertsTest {

    @Inject
    SystemAlerts alerts;

    @Inject
    DeliveryService delivery;

    @Inject
    Settings settings;

    @Inject
    Clock clock;

    @TempDir
    Path folder;

    @Test
    void a_controller_that_stays_away_is_told_once_for_each_absence() {
        controller("House", "waiting", true, 0);
        MovableClock.forward(Duration.ofMinutes(9));
        alerts.tick();
        assertThat(Database.count("select count(*) from notice")).isZero();

        MovableClock.forward(Duration.ofMinutes(2));
        alerts.tick();
        alerts.tick();
        awaitTold("critical: Controller House is away");

        Database.run("update protect_controller set drops = drops + 1");
        alerts.tick();
        awaitTold("critical: Controller House is away", "critical: Controller House is away");
    }

    @Test
    void one_whose_process_died_with_the_connection_is_away_too() {
        controller("House", "connected", true, 0);
        MovableClock.forward(Duration.ofMinutes(11));
        alerts.tick();

        awaitTold("critical: Controller House is away");
    }

    @Test
    void nobody_is_told_of_one_that_is_there_or_is_not_to_be() {
        controller("There", "connected", true, 30);
        controller("Unwanted", "disconnected", false, 0);
        Database.run(
                """
                        insert into protect_controller (id, name, host, port, verify_ssl, wanted, revision, state, state_since, drops,
                            created_at, updated_at, version)
                        values (gen_random_uuid(), 'Never there', 'localhost', 9, false, true, 1, 'waiting', now(), 0, now(), now(), 0)""");
        MovableClock.forward(Duration.ofMinutes(11));

        alerts.tick();

        assertThat(Database.count("select count(*) from notice")).isZero();
    }

    @Test
    void a_full_disk_is_told_once_a_day() {
        try (SmallDisk disk = SmallDisk.at(folder)) {
            SystemAlerts ofDisk = of(TestConfig.storeAt(folder.resolve("media")));
            ofDisk.tick();
            assertThat(Database.count("select count(*) from notice")).isZero();

            disk.leaveRoom(0);
            ofDisk.tick();
            ofDisk.tick();
            awaitTold("critical: The media disk is full");

            MovableClock.forward(Duration.ofDays(1));
            ofDisk.tick();
            awaitTold("critical: The media disk is full", "critical: The media disk is full");
        }
    }

    @Test
    void a_folder_that_cannot_be_written_is_told() throws Exception {
        of(TestConfig.storeAt(Files.write(folder.resolve("media"), new byte[1]))).tick();

        awaitTold("critical: The media folder cannot be written");
    }

    private SystemAlerts of(MediaStore media) {
        return new SystemAlerts(delivery, media, settings, clock);
    }

    private static void controller(String name, String state, boolean isWanted, int minutesHeld) {
        Database.run("""
                insert into protect_controller (id, name, host, port, verify_ssl, wanted, revision, state, state_since,
                    last_connected_at, last_frame_at, holder, held_until, drops, created_at, updated_at, version)
                values (gen_random_uuid(), '%s', 'localhost', 9, false, %s, 1, '%s', now(), now() - interval '1 hour', now(),
                    gen_random_uuid(), now() + %d * interval '1 minute', 0, now(), now(), 0)"""
                .formatted(name, isWanted, state, minutesHeld));
    }

    /** What everybody finds among their notifications. */
    private static void awaitTold(String... told) {
        await().untilAsserted(() -> {
            List<String> titles = Api.admin().get("/api/v1/system-notifications").then().statusCode(200).extract().jsonPath()
                    .getList("data.collect { it.severity + ': ' + it.title }");
            assertThat(titles).containsExactly(told);
        });
    }
}
