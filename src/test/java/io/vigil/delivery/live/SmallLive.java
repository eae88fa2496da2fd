package io.vigil.delivery.live;

import java.util.List;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;

/** Limits that a test comes to soon. */
record SmallLive(Optional<List<String>> origins, int connections, int connectionsPerUser, int queue, MemorySize queueBytes,
        MemorySize queueBytesTotal) implements LiveConfig {
}
