package io.vigil.delivery.push;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * When somebody is to be left in peace, by the clock on their wall. The start is quiet, the end is not; a start behind the end
 * means over midnight, and the same for both means never. An hour that a change of the clocks repeats is quiet both times, and
 * one that it leaves out is not there to be quiet.
 */
record QuietHours(LocalTime start, LocalTime end, ZoneId zone) {

    boolean cover(Instant moment) {
        LocalTime there = LocalTime.ofInstant(moment, zone);
        boolean hasBegun = !there.isBefore(start);
        boolean hasEnded = !there.isBefore(end);
        return start.isAfter(end) ? hasBegun || !hasEnded : hasBegun && !hasEnded;
    }
}
