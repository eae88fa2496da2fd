package io.vigil.access;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.vigil.access.internal.Device;

/** A device as its user sees it; the push token is never told. */
record DeviceView(UUID id, UUID userId, String deviceId, Device.Platform platform, String name, Instant lastSeenAt,
        Instant createdAt, String deviceModel, boolean pairingConfirmed, boolean inactiveWarning, Instant updatedAt,
        boolean quietHoursEnabled, String quietHoursStart, String quietHoursEnd, String quietHoursTimezone,
        boolean quietHoursOverrideCritical) {

    static DeviceView of(Device device, Instant now) {
        boolean inactive = device.lastSeenAt == null || device.lastSeenAt.isBefore(Device.inactiveBefore(now));
        return new DeviceView(device.id, device.userId, device.deviceId, device.platform, device.name, device.lastSeenAt,
                device.createdAt, device.deviceModel, device.pairingConfirmed, inactive, device.updatedAt,
                device.quietHoursEnabled, device.quietHoursStart, device.quietHoursEnd, device.quietHoursTimezone,
                device.quietHoursOverrideCritical);
    }

    /** All of a user's devices. */
    record All(List<DeviceView> devices, int total) {
    }

    /** What became of a registration. */
    record Registered(UUID id, String deviceId, Device.Platform platform, Instant createdAt, boolean isNew) {
    }

    /** How many were removed. */
    record Removed(long removedCount) {
    }

    /** The push token is stored. */
    record TokenStored(boolean success, String message) {
    }
}
