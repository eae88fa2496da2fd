package io.vigil.system.backup.archive;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The tables of a backup. A table stands behind those that it refers to. Whoever adds a table to the schema adds it here or to
 * {@link #LEFT_OUT}; a test asks for it.
 */
public enum BackupTable {

    APP_USER(Part.ACCOUNTS, Way.ADD),
    API_KEY(Part.ACCOUNTS, Way.ADD),
    DEVICE(Part.ACCOUNTS, Way.ADD),
    PUSH_VAPID_KEY(Part.ACCOUNTS, Way.ADD),
    PUSH_SUBSCRIPTION(Part.ACCOUNTS, Way.ADD),
    SETTING(Part.SETTINGS, Way.REPLACE),
    WEBHOOK_SECRET(Part.SETTINGS, Way.REPLACE),
    WEBHOOK_RECEIVER(Part.SETTINGS, Way.REPLACE),
    /** Its connection is the running process's, and is made anew where the row changes. */
    PROTECT_CONTROLLER(Part.CONTROLLERS, Way.REPLACE, "revision", "holder", "held_until", "state", "state_since", "last_error",
            "last_connected_at", "last_frame_at", "next_attempt_at", "drops", "reconciled_until", "version"),
    CAMERA(Part.EVENTS, Way.REPLACE),
    REPROCESSING_JOB(Part.EVENTS, Way.REPLACE),
    EVENT(Part.EVENTS, Way.REPLACE),
    EVENT_FRAME(Part.EVENTS, Way.REPLACE),
    PROTECT_EVENT(Part.EVENTS, Way.REPLACE),
    PROTECT_COOLDOWN(Part.EVENTS, Way.REPLACE),
    PROTECT_MEDIA(Part.EVENTS, Way.REPLACE),
    /** The money is spent, whatever becomes of the events. */
    AI_USAGE(Part.EVENTS, Way.ADD),
    AI_BUDGET(Part.EVENTS, Way.ADD),
    /** What was told was told: nobody is told it again because it was on its way when the backup was made. */
    NOTICE(Part.EVENTS, Way.ADD),
    DELIVERY_LINE(Part.EVENTS, Way.ADD),
    DELIVERY(Part.EVENTS, Way.ADD),
    /** That it was met meanwhile does not make it another rule. */
    ALERT_RULE(Part.EVENTS, Way.REPLACE, "trigger_count", "last_triggered_at", "version"),
    ALERT(Part.EVENTS, Way.REPLACE),
    NOTIFICATION(Part.EVENTS, Way.REPLACE),
    SYSTEM_NOTIFICATION(Part.EVENTS, Way.REPLACE),
    WEBHOOK_LOG(Part.EVENTS, Way.ADD),
    SUMMARY(Part.EVENTS, Way.REPLACE),
    SUMMARY_FEEDBACK(Part.EVENTS, Way.REPLACE),
    /** A day whose digest is newer than the backup has it written anew, of the events that are there then. */
    DIGEST_SCHEDULE(Part.EVENTS, Way.REPLACE),
    DIGEST_RUN(Part.EVENTS, Way.REPLACE);

    /** Tables that no backup has: the schema's own history, sign-ins, leases, and what is of use for minutes only. */
    public static final Set<String> LEFT_OUT = Set.of("flyway_schema_history", "access_token", "live_message", "live_audience",
            "ai_reservation", "event_reanalysis", "webhook_rate", "progress", "retention_run", "media_census", "backup_run");

    /** What a person may choose to save or to restore. */
    public enum Part {
        EVENTS,
        CONTROLLERS,
        SETTINGS,
        ACCOUNTS
    }

    /** What a restore does with rows that are there. */
    public enum Way {
        /** They go, or become those of the backup. */
        REPLACE,
        /** They stay as they are; those of the backup that are missing come back. */
        ADD
    }

    private final Part part;
    private final Way way;
    private final List<String> own;

    BackupTable(Part part, Way way, String... own) {
        this.part = part;
        this.way = way;
        this.own = List.of(own);
    }

    /** The table of that name, if backups have it. */
    public static Optional<BackupTable> named(String name) {
        return Arrays.stream(values()).filter(table -> table.table().equals(name)).findFirst();
    }

    /** Its name in the schema. */
    public String table() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Which part of a backup it belongs to. */
    public Part part() {
        return part;
    }

    /** What a restore does with its rows. */
    public Way way() {
        return way;
    }

    /** Columns that say how things are now: a restore leaves them alone, and does not ask whether they changed. */
    public List<String> ownColumns() {
        return own;
    }
}
