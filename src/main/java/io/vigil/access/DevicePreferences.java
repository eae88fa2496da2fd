package io.vigil.access;

import java.time.ZoneId;

import jakarta.validation.constraints.Pattern;

import io.vigil.web.ProblemException;

/** When a device is to be left in peace; what is absent or null stays as it is. Clock times are HH:MM, zones IANA names. */
record DevicePreferences(Boolean quietHoursEnabled,
        @Pattern(regexp = CLOCK, message = MUST_BE_A_CLOCK_TIME) String quietHoursStart,
        @Pattern(regexp = CLOCK, message = MUST_BE_A_CLOCK_TIME) String quietHoursEnd,
        String quietHoursTimezone, Boolean quietHoursOverrideCritical) {

    static final String CLOCK = "([01]\\d|2[0-3]):[0-5]\\d";
    static final String MUST_BE_A_CLOCK_TIME = "must be HH:MM, from 00:00 to 23:59";

    /**
     * Refuses a zone that is not known here.
     *
     * @throws ProblemException 422
     */
    static void requireKnownZone(String zone) {
        if (zone != null && !ZoneId.getAvailableZoneIds().contains(zone)) {
            throw ProblemException.invalid("body", "quiet_hours_timezone", "must be an IANA time zone such as Europe/Berlin");
        }
    }
}
