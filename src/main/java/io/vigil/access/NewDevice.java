package io.vigil.access;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import io.vigil.access.internal.Device;

/** A device that registers itself, for the first time or again. Absent quiet hours, model and push token stay as they are. */
record NewDevice(@NotNull @Size(min = 1, max = 255) String deviceId, @NotNull Device.Platform platform,
        @Size(max = 100) String name, @Size(max = 100) String deviceModel, @Size(min = 1, max = 4096) String pushToken,
        Boolean quietHoursEnabled,
        @Pattern(regexp = DevicePreferences.CLOCK, message = DevicePreferences.MUST_BE_A_CLOCK_TIME) String quietHoursStart,
        @Pattern(regexp = DevicePreferences.CLOCK, message = DevicePreferences.MUST_BE_A_CLOCK_TIME) String quietHoursEnd,
        String quietHoursTimezone, Boolean quietHoursOverrideCritical) {

    NewDevice {
        deviceId = deviceId == null ? null : deviceId.trim();
    }

    /** As it is stored. */
    Device.Description sealed(String sealedPushToken) {
        return new Device.Description(deviceId, platform, name, deviceModel, sealedPushToken, quietHoursEnabled,
                quietHoursStart, quietHoursEnd, quietHoursTimezone, quietHoursOverrideCritical);
    }
}
