package io.vigil.delivery.push;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What a subscription wants to be told; there is one set for each, so that its id is the subscription's. */
record PreferencesView(UUID id, UUID subscriptionId, List<String> enabledCameras, List<String> enabledObjectTypes,
        boolean quietHoursEnabled, String quietHoursStart, String quietHoursEnd, String timezone, boolean soundEnabled,
        Instant createdAt, Instant updatedAt) {

    static PreferencesView of(PushSubscription from) {
        return new PreferencesView(from.id, from.id, from.enabledCameras, from.enabledObjectTypes, from.quietHoursEnabled,
                from.quietHoursStart, from.quietHoursEnd, from.timezone, from.soundEnabled, from.createdAt,
                from.preferencesAt);
    }
}
