package io.vigil.system.storage;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

import io.vigil.media.MediaStore;

/**
 * Whether media can be kept. A full disk costs media and no events, so it is told as {@code degraded} and the process stays in
 * service; a folder that cannot be written costs events, so that another replica should get them.
 */
@Readiness
class MediaCheck implements HealthCheck {

    private final MediaStore store;

    MediaCheck(MediaStore store) {
        this.store = store;
    }

    @Override
    public HealthCheckResponse call() {
        if (!store.isWritable()) {
            return HealthCheckResponse.named("media").down().withData("state", "failed")
                    .withData("reason", "The media folder cannot be written").build();
        }
        if (store.room() == 0) {
            return HealthCheckResponse.named("media").up().withData("state", "degraded")
                    .withData("reason", "The media disk is full: events are kept without their media").build();
        }
        return HealthCheckResponse.named("media").up().withData("state", "ok").build();
    }
}
