package io.vigil.event;

import java.util.UUID;

import io.vigil.testsupport.Database;

/** Many events in a moment: copies of one that came in by the API, picture and clip included. */
final class ManyEvents {

    private ManyEvents() {
    }

    /** That many, in this state, a minute apart and none after the given time; known by the source "copy". */
    static void copy(UUID event, int count, String state, String newest) {
        Database.run("""
                insert into event (id, camera_id, source, kind, occurred_at, created_at, state, priority, description,
                    description_source, confidence, objects_detected, source_type, is_doorbell_ring, snapshot, clip,
                    provider_used)
                select gen_random_uuid(), camera_id, 'copy', kind, %3$s - n * interval '1 minute', now() - interval '1 hour',
                    '%2$s', priority, 'An old text', case '%2$s' when 'described' then 'ai' else 'metadata' end, confidence,
                    objects_detected, source_type, false, snapshot, clip, case '%2$s' when 'described' then 'grok' end
                from event, generate_series(1, %1$d) n where id = '%4$s'""".formatted(count, state, newest, event));
    }
}
