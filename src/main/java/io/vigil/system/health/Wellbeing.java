package io.vigil.system.health;

import java.util.ArrayList;
import java.util.List;

/**
 * How well the process is.
 *
 * @param status the worst that one of the reasons is
 * @param reasons for people; empty if all is well
 */
record Wellbeing(Status status, List<String> reasons) {

    /** From best to worst. */
    enum Status {
        HEALTHY,
        /** It works, and somebody should look. */
        DEGRADED,
        /** Events are lost to whoever sends them here. */
        UNHEALTHY
    }

    /**
     * Of what is known.
     *
     * @param databaseTrouble why the database cannot be used, or null
     * @param isWritable whether the media folder can be written
     * @param room bytes that it still takes
     * @param overdue how many sessions have been open for longer than they may
     */
    static Wellbeing of(String databaseTrouble, boolean isWritable, long room, long overdue) {
        Status status = Status.HEALTHY;
        List<String> reasons = new ArrayList<>();
        if (overdue > 0) {
            status = Status.DEGRADED;
            reasons.add("Sessions are open for longer than they may: " + overdue);
        }
        if (isWritable && room == 0) {
            status = Status.DEGRADED;
            reasons.add("The media disk is full: events are kept without their media");
        }
        if (!isWritable) {
            status = Status.UNHEALTHY;
            reasons.add("The media folder cannot be written");
        }
        if (databaseTrouble != null) {
            status = Status.UNHEALTHY;
            reasons.add(databaseTrouble);
        }
        return new Wellbeing(status, List.copyOf(reasons));
    }
}
