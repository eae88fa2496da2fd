package io.vigil.protect.http;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import io.vigil.protect.internal.ConnectionState;
import io.vigil.protect.internal.Controller;
import io.vigil.protect.internal.ControllerFields;

/**
 * A controller as clients see it: without its secrets.
 *
 * @param isConnected whether some process is connected to it now; a process that died is not
 * @param drops how often a connection was lost
 */
record ControllerView(UUID id, @JsonUnwrapped ControllerFields fields, boolean hasApiKey, boolean isConnected,
        ConnectionState state, Instant lastConnectedAt, Instant lastFrameAt, Instant nextAttemptAt, String lastError,
        long drops,
        long cameraCount, Instant createdAt, Instant updatedAt) {

    /** To be made inside a session. */
    static ControllerView of(Controller controller, Long cameras, Instant now) {
        return new ControllerView(controller.id, controller.fields, controller.apiKey != null, controller.isConnected(now),
                controller.shownState(now), controller.lastConnectedAt, controller.lastFrameAt, controller.nextAttemptAt,
                controller.lastError, controller.drops, cameras == null ? 0 : cameras, controller.createdAt,
                controller.updatedAt);
    }
}
