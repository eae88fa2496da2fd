package io.vigil.system.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.vigil.media.TestConfig;
import io.vigil.testsupport.SmallDisk;

class MediaCheckTest {

    @TempDir
    Path folder;

    @Test
    void a_full_disk_is_degraded_and_stays_in_service_until_there_is_room() {
        try (SmallDisk disk = SmallDisk.at(folder)) {
            MediaCheck check = new MediaCheck(TestConfig.storeAt(folder.resolve("media")));
            assertThat(state(check.call(), Status.UP)).isEqualTo("ok");

            disk.leaveRoom(0);
            assertThat(state(check.call(), Status.UP)).isEqualTo("degraded");

            disk.clear();
            assertThat(state(check.call(), Status.UP)).isEqualTo("ok");
        }
    }

    @Test
    void a_folder_that_is_none_takes_the_process_out_of_service() throws IOException {
        Path file = Files.write(folder.resolve("media"), new byte[1]);

        assertThat(state(new MediaCheck(TestConfig.storeAt(file)).call(), Status.DOWN)).isEqualTo("failed");
    }

    @Test
    void a_folder_that_is_not_there_yet_is_no_failure() {
        assertThat(state(new MediaCheck(TestConfig.storeAt(folder.resolve("not/yet"))).call(), Status.UP)).isEqualTo("ok");
    }

    private static Object state(HealthCheckResponse response, Status status) {
        assertThat(response.getStatus()).isEqualTo(status);
        return response.getData().map(data -> data.get("state")).orElse(Map.of());
    }
}
