package io.vigil.event.correlation;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.event.correlation.Groups.Move;
import io.vigil.event.correlation.Groups.Node;

/** The SQL of correlation, inside the session that is open. */
final class CorrelationRows {

    /** Any number; whoever groups events holds this lock, on whatever replica. */
    private static final long LOCK = 7_264_110_310L;

    /**
     * From each event to the nearest earlier and the nearest later one of another camera, and to whatever else that camera saw
     * on the way. That unites the same events as all pairs would: whatever lies beyond the nearest one, on a third camera, is
     * as near to the nearest one too.
     */
    private static final String NEIGHBOURS = """
            with fresh as materialized (
                select id, camera_id, kind, occurred_at, correlation_group_id from event
                where id = any(cast(string_to_array(:ids, ',') as uuid[])) and kind <> 'audio'
            )
            select distinct coalesce(f.correlation_group_id, cast(f.id as text)) as label,
                f.correlation_group_id is not null as is_group,
                coalesce(o.correlation_group_id, cast(o.id as text)) as other_label,
                o.correlation_group_id is not null as other_is_group
            from fresh f cross join lateral (
                select e.id, e.correlation_group_id from (
                    select n.camera_id from event n where n.kind = f.kind and n.camera_id <> f.camera_id
                        and n.occurred_at >= f.occurred_at - interval '10 seconds'
                        and (n.occurred_at, n.id) < (f.occurred_at, f.id)
                    order by n.kind desc, n.occurred_at desc, n.id desc limit 1) nearest
                join event e on e.camera_id = nearest.camera_id and e.kind = f.kind
                    and e.occurred_at between f.occurred_at - interval '10 seconds' and f.occurred_at
                union all
                select e.id, e.correlation_group_id from (
                    select n.camera_id from event n where n.kind = f.kind and n.camera_id <> f.camera_id
                        and n.occurred_at <= f.occurred_at + interval '10 seconds'
                        and (n.occurred_at, n.id) > (f.occurred_at, f.id)
                    order by n.kind, n.occurred_at, n.id limit 1) nearest
                join event e on e.camera_id = nearest.camera_id and e.kind = f.kind
                    and e.occurred_at between f.occurred_at and f.occurred_at + interval '10 seconds'
            ) o""";

    private static final String GROUP_EVENTS = """
            with move as materialized (
                select cast(m.label as uuid) as id, m.group_id
                from jsonb_to_recordset(cast(:moves as jsonb)) as m(label text, group_id text)
            ), held as materialized (
                select e.id from event e where e.id in (select id from move) order by e.id for no key update
            )
            update event e set correlation_group_id = move.group_id from move, held where e.id = move.id and held.id = e.id""";

    private static final String MERGE_GROUPS = """
            with move as materialized (
                select m.label, m.group_id from jsonb_to_recordset(cast(:moves as jsonb)) as m(label text, group_id text)
            ), held as materialized (
                select e.id, move.group_id from event e join move on e.correlation_group_id = move.label
                order by e.id for no key update of e
            )
            update event e set correlation_group_id = held.group_id from held where held.id = e.id""";

    private CorrelationRows() {
    }

    /** Waits until nobody else groups events; nobody else does until this session ends. */
    static void lock(Session db) {
        db.createNativeQuery("select cast(pg_advisory_xact_lock(:lock) as text) as held", String.class)
                .addScalar("held", StandardBasicTypes.STRING).setParameter("lock", LOCK).getSingleResult();
    }

    /** What these events unite. */
    static Groups neighbours(Session db, Collection<UUID> ids) {
        Groups groups = new Groups();
        db.createNativeQuery(NEIGHBOURS, Tuple.class).addScalar("label", StandardBasicTypes.STRING)
                .addScalar("is_group", StandardBasicTypes.BOOLEAN).addScalar("other_label", StandardBasicTypes.STRING)
                .addScalar("other_is_group", StandardBasicTypes.BOOLEAN)
                .setParameter("ids", ids.stream().map(UUID::toString).collect(Collectors.joining(",")))
                .getResultList().forEach(row -> groups.unite(new Node(row.get(0, String.class), row.get(1, Boolean.class)),
                        new Node(row.get(2, String.class), row.get(3, Boolean.class))));
        return groups;
    }

    /** Moves events without a group, or whole groups, as JSON. */
    static int move(Session db, List<Move> moves, boolean groups, String json) {
        return moves.isEmpty() ? 0
                : db.createNativeMutationQuery(groups ? MERGE_GROUPS : GROUP_EVENTS).setParameter("moves", json)
                        .executeUpdate();
    }

    /** The youngest event by id; empty if there is none. */
    static Optional<UUID> newest(Session db) {
        return db.createNativeQuery("select id from event order by id desc limit 1", UUID.class)
                .addScalar("id", StandardBasicTypes.UUID).uniqueResultOptional();
    }

    /** Up to that many events whose ids are not before this one; ids are made in the order of time. */
    static List<UUID> since(Session db, UUID first, int most) {
        return db.createNativeQuery("select id from event where id >= :first order by id desc limit :most", UUID.class)
                .addScalar("id", StandardBasicTypes.UUID).setParameter("first", first).setParameter("most", most)
                .getResultList();
    }
}
