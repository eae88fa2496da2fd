package io.vigil.event.arrival;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import jakarta.inject.Singleton;
import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.event.internal.EventQueue;

/** The SQL of arrivals, inside the session that is open. Many rows go as one JSON text, so that they are one statement. */
@Singleton
class ArrivalRows {

    private static final String LINES = """
            jsonb_to_recordset(cast(:lines as jsonb)) as a(id uuid, camera_id uuid, source text, external_id text, kind text,
                priority smallint, occurred_at timestamptz, due_at timestamptz, sentence text, objects text[],
                detection_type text, is_ring boolean, sound text)""";

    private static final String INSERT = """
            insert into event (id, camera_id, source, external_id, kind, occurred_at, created_at, state, priority, due_at,
                description, description_source, confidence, objects_detected, source_type, protect_event_id,
                smart_detection_type, is_doorbell_ring, audio_event_type)
            select a.id, c.id, a.source, a.external_id, a.kind, a.occurred_at, :now, 'received', a.priority, a.due_at,
                a.sentence, 'metadata', 0, a.objects, 'protect', a.external_id, a.detection_type, a.is_ring, a.sound
            from %s join camera c on c.id = a.camera_id
            order by a.id
            on conflict do nothing
            returning id""".formatted(LINES);

    private static final String KNOWN = """
            select external_id, id from event where source = :source
                and external_id in (select jsonb_array_elements_text(cast(:external_ids as jsonb)))""";

    /**
     * What a model found out is added to, and its text stays, behind the sentence of what is heard now. One of another kind
     * belongs to no group of the old one.
     */
    private static final String UPGRADE = """
            with more as materialized (select * from %s), held as materialized (
                select e.id, %s as heard from event e where e.id in (select id from more) order by e.id for no key update
            )
            update event e set kind = a.kind, priority = a.priority, occurred_at = a.occurred_at,
                smart_detection_type = a.detection_type, audio_event_type = a.sound,
                correlation_group_id = case when e.kind = a.kind then e.correlation_group_id end,
                description = case e.description_source when 'metadata' then a.sentence
                    when 'ai' then case when a.sound is null then '' else a.sentence || '. ' end || substr(e.description,
                        case when starts_with(e.description, held.heard) then length(held.heard) + 1 else 1 end)
                    else e.description end,
                objects_detected = case when e.description_source = 'metadata' then a.objects
                    else array(select distinct o from unnest(e.objects_detected || a.objects) o order by o) end
            from more a, held where a.id = e.id and held.id = e.id
            returning e.id, e.description""".formatted(LINES, EventQueue.heard("e"));

    private static final String RELEASE = """
            update event set due_at = :now where id in (
                select id from event where id = any(cast(string_to_array(:ids, ',') as uuid[]))
                    and state = 'received' and due_at > :now
                order by id for no key update)""";

    ArrivalRows() {
    }

    /** Answers the ids of those that were not there. */
    Set<UUID> insert(Session db, String lines, Instant now) {
        return new HashSet<>(db.createNativeQuery(INSERT, UUID.class).addScalar("id", StandardBasicTypes.UUID)
                .setParameter("lines", lines).setParameter("now", now).getResultList());
    }

    /** The events that this source knows by these ids, by external id. */
    Map<String, UUID> known(Session db, String source, String externalIds) {
        Map<String, UUID> known = new HashMap<>();
        db.createNativeQuery(KNOWN, Tuple.class).addScalar("external_id", StandardBasicTypes.STRING)
                .addScalar("id", StandardBasicTypes.UUID).setParameter("source", source)
                .setParameter("external_ids", externalIds).getResultList()
                .forEach(row -> known.put(row.get(0, String.class), row.get(1, UUID.class)));
        return known;
    }

    /** Answers the texts as they stand now, by event; those that are gone are not among them. */
    Map<UUID, String> upgrade(Session db, String lines) {
        Map<UUID, String> texts = new HashMap<>();
        db.createNativeQuery(UPGRADE, Tuple.class).addScalar("id", StandardBasicTypes.UUID)
                .addScalar("description", StandardBasicTypes.STRING).setParameter("lines", lines).getResultList()
                .forEach(row -> texts.put(row.get(0, UUID.class), row.get(1, String.class)));
        return texts;
    }

    int release(Session db, String ids, Instant now) {
        return db.createNativeMutationQuery(RELEASE).setParameter("ids", ids).setParameter("now", now).executeUpdate();
    }
}
