package io.vigil.protect.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.vigil.protect.client.ControllerCamera;

class CamerasThereTest {

    private final List<String> told = new ArrayList<>();
    private final CamerasThere cameras = new CamerasThere(UUID.randomUUID(),
            (type, data) -> told.add(data.toString().replaceAll(".*cameraId=(\\w+), isOnline=(\\w+).*", "$1 $2")));

    @Test
    void what_is_heard_first_of_a_camera_is_no_change() {
        cameras.changed(List.of("yard"), true);
        cameras.listed(List.of(camera("yard", false), camera("door", true)));
        assertThat(told).isEmpty();
        assertThat(cameras.all()).containsEntry("yard", true).containsEntry("door", true);

        cameras.changed(List.of("yard", "door"), false);
        cameras.changed(List.of("yard"), false);

        assertThat(told).containsExactly("yard false", "door false");
    }

    @Test
    void what_changed_while_there_was_no_connection_is_told_and_nothing_else() {
        cameras.listed(List.of(camera("yard", true), camera("door", true)));
        cameras.forget();
        assertThat(cameras.all()).isEmpty();

        cameras.changed(List.of("door"), true);
        cameras.listed(List.of(camera("yard", false), camera("door", true)));

        assertThat(told).containsExactly("yard false");
    }

    private static ControllerCamera camera(String id, boolean isOnline) {
        return new ControllerCamera(id, id, "Camera", isOnline, false, List.of());
    }
}
