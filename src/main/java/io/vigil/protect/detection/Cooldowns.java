package io.vigil.protect.detection;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Singleton;

import org.hibernate.Session;

import io.vigil.protect.internal.JsonText;

/**
 * What is remembered of each camera's cooldowns. Which events are too soon is told by the starts of those that were stored, in
 * {@link NativeEventRows}: so the order of arrival does not matter, and an event that is not stored uses nothing up.
 */
@Singleton
class Cooldowns {

    private static final String BOOK = """
            insert into protect_cooldown as old (camera_id, kind_class, last_started_at, suppressed_since, suppressed_total)
            select e.camera_id, e.kind_class, max(e.started_at), count(*) filter (where e.started_at is null),
                count(*) filter (where e.started_at is null)
            from jsonb_to_recordset(cast(:entries as jsonb)) as e(camera_id uuid, kind_class text, started_at timestamptz)
            group by e.camera_id, e.kind_class order by e.camera_id, e.kind_class
            on conflict (camera_id, kind_class) do update set
                last_started_at = greatest(old.last_started_at, excluded.last_started_at),
                suppressed_since = excluded.suppressed_since
                    + case when excluded.last_started_at is null then old.suppressed_since else 0 end,
                suppressed_total = old.suppressed_total + excluded.suppressed_total""";

    private final JsonText json;

    Cooldowns(JsonText json) {
        this.json = json;
    }

    /**
     * An event that was stored, or was not because of the cooldown.
     *
     * @param startedAt null if it was suppressed
     */
    record Entry(UUID cameraId, String kindClass, String startedAt) {

        static Entry stored(UUID cameraId, String kindClass, Instant startedAt) {
            return new Entry(cameraId, kindClass, startedAt.toString());
        }

        static Entry suppressed(UUID cameraId, String kindClass) {
            return new Entry(cameraId, kindClass, null);
        }
    }

    /** Writes them down, in one statement. */
    void book(Session db, List<Entry> entries) {
        if (!entries.isEmpty()) {
            db.createNativeMutationQuery(BOOK).setParameter("entries", json.of(entries)).executeUpdate();
        }
    }
}
