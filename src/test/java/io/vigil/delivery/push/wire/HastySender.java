package io.vigil.delivery.push.wire;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import io.vigil.delivery.push.PushConfig;
import io.vigil.delivery.targets.TargetClient;
import io.vigil.settings.Settings;

/** A sender that is less patient than the one of the application, for tests of silence. */
public final class HastySender {

    private HastySender() {
    }

    private record Hasty(Optional<String> subject, Duration ttl, int subscriptionsPerUser, Duration deadline)
            implements
                PushConfig {
    }

    public static PushSender of(VapidKeys keys, TargetClient client, Settings settings, Clock clock,
            Duration deadline) {
        return new PushSender(keys, client,
                new Hasty(Optional.of("mailto:security@vigil.example"), Duration.ofHours(4), 1, deadline), settings, clock);
    }
}
