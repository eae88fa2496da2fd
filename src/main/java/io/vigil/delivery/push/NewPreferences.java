package io.vigil.delivery.push;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import io.vigil.web.ProblemException;

/**
 * What a subscription wants to be told from now on; it replaces all that it wanted before.
 *
 * @param endpoint which subscription
 * @param enabledCameras null is all
 * @param enabledObjectTypes some of {@link #OBJECT_TYPES}; null is all
 * @param quietHoursStart HH:MM
 * @param quietHoursEnd HH:MM
 * @param timezone an IANA name; absent is UTC
 * @param soundEnabled absent is yes
 */
record NewPreferences(@NotNull @Size(min = 1, max = 2048) String endpoint, @Size(max = 1000) List<UUID> enabledCameras,
        List<String> enabledObjectTypes, Boolean quietHoursEnabled, String quietHoursStart, String quietHoursEnd,
        String timezone, Boolean soundEnabled) {

    /** Of what there is to choose. */
    static final List<String> OBJECT_TYPES = List.of("person", "vehicle", "package", "animal");
    private static final Pattern CLOCK = Pattern.compile("([01]\\d|2[0-3]):[0-5]\\d");

    NewPreferences {
        quietHoursEnabled = quietHoursEnabled != null && quietHoursEnabled;
        timezone = timezone == null ? "UTC" : timezone;
        soundEnabled = soundEnabled == null || soundEnabled;
    }

    /**
     * Refuses what cannot be kept to.
     *
     * @throws ProblemException 400
     */
    void require() {
        if (enabledObjectTypes != null && !enabledObjectTypes.stream().allMatch(NewPreferences::isObjectType)) {
            throw ProblemException.badRequest("unknown_object_type",
                    "enabled_object_types may have person, vehicle, package and animal");
        }
        if (enabledCameras != null && enabledCameras.contains(null)) {
            throw ProblemException.badRequest("unknown_camera", "enabled_cameras may have ids of cameras");
        }
        requireClock(quietHoursStart);
        requireClock(quietHoursEnd);
        if (quietHoursEnabled && (quietHoursStart == null || quietHoursEnd == null)) {
            throw ProblemException.badRequest("quiet_hours_without_times", "Quiet hours need a start and an end");
        }
        if (!ZoneId.getAvailableZoneIds().contains(timezone)) {
            throw ProblemException.badRequest("unknown_timezone", "timezone must be an IANA name such as Europe/Berlin");
        }
    }

    /** Writes them down. */
    void applyTo(PushSubscription subscription, Instant now) {
        subscription.enabledCameras = enabledCameras == null ? null
                : enabledCameras.stream().map(UUID::toString).distinct().toList();
        subscription.enabledObjectTypes = enabledObjectTypes == null ? null
                : enabledObjectTypes.stream().distinct().toList();
        subscription.quietHoursEnabled = quietHoursEnabled;
        subscription.quietHoursStart = quietHoursStart;
        subscription.quietHoursEnd = quietHoursEnd;
        subscription.timezone = timezone;
        subscription.soundEnabled = soundEnabled;
        subscription.preferencesAt = now;
    }

    private static boolean isObjectType(String type) {
        return type != null && OBJECT_TYPES.contains(type);
    }

    private static void requireClock(String time) {
        if (time != null && !CLOCK.matcher(time).matches()) {
            throw ProblemException.badRequest("bad_time", "Quiet hours start and end at HH:MM, from 00:00 to 23:59");
        }
    }
}
