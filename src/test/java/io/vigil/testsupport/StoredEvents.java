package io.vigil.testsupport;

import java.util.List;
import java.util.UUID;

/** Events as rows, for tests of what happens to many or old ones; their files are not there. */
public final class StoredEvents {

    private StoredEvents() {
    }

    /** So many, an hour apart, the newest an hour old; each names a snapshot of that many bytes. */
    public static void add(UUID camera, int count, long bytes) {
        Database.run("""
                insert into event (id, camera_id, source, external_id, kind, occurred_at, created_at, state, priority,
                    description, description_source, confidence, objects_detected, source_type, is_doorbell_ring, snapshot,
                    snapshot_bytes)
                select gen_random_uuid(), '%s', 'stored', cast(n as text), 'motion', now() - n * interval '1 hour',
                    now() - n * interval '1 hour', 'described', 0, 'A cat', 'ai', 90, '{}', 'rtsp', false,
                    gen_random_uuid() || '.jpg', %d
                from generate_series(1, %d) n""".formatted(camera, bytes, count));
    }

    /** Lets an event be of so many days ago. */
    public static void age(String id, int days) {
        Database.run("update event set occurred_at = now() - %d * interval '1 day' where id = '%s'".formatted(days, id));
    }

    /** The ids of all events, the oldest first. */
    public static List<String> ids() {
        return Database.column("select id from event order by occurred_at, id");
    }
}
