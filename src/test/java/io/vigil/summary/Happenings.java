package io.vigil.summary;

import java.util.UUID;

import io.vigil.testsupport.Database;
import io.vigil.testsupport.Sightings;

/** What cameras saw, put into the database as the pipeline leaves it. */
public final class Happenings {

    private static final String INSERT = """
            insert into event (id, camera_id, source, kind, occurred_at, created_at, state, priority, description,
                description_source, confidence, objects_detected, source_type, is_doorbell_ring, alert_triggered,
                delivery_carrier)
            """;

    private Happenings() {
    }

    /** One that a model described. */
    public static void seen(UUID camera, String at, String kind, String description) {
        Database.run(INSERT
                + "values (gen_random_uuid(), '%s', 'made', '%s', '%s', now(), 'described', 0, '%s', 'ai', 80, '{}', "
                        .formatted(camera, kind, at, description.replace("'", "''"))
                + "'rtsp', %s, false, null)"
                        .formatted(kind.equals("ring")));
    }

    /** A ring, a neighbour and somebody who comes home, on 24 November 2026 at one camera, which it answers. */
    public static UUID three() {
        UUID door = Sightings.camera("Front door");
        seen(door, "2026-11-24T09:05:00Z", "ring", "A courier waits.");
        seen(door, "2026-11-24T10:00:00Z", "person", "A neighbour looks in.");
        seen(door, "2026-11-24T18:00:00Z", "person", "Somebody comes home.");
        return door;
    }

    /** That many, evenly from that time on within a day, none of them of much interest. */
    public static void many(UUID camera, int count, String from) {
        Database.run(INSERT + """
                select gen_random_uuid(), '%1$s', 'made', (array['motion', 'motion', 'vehicle', 'animal'])[n %% 4 + 1],
                    timestamptz '%3$s' + n * interval '1 day' / %2$d, now(), 'described', 0,
                    'Something no ' || n || ' ' || repeat('goes on and on ', 40), 'ai', n %% 100, '{}', 'rtsp', false,
                    n %% 1000 = 0, case when n %% 2000 = 0 then 'ups' end
                from generate_series(0, %2$d - 1) n""".formatted(camera, count, from));
    }
}
