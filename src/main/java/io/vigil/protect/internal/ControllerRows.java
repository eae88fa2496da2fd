package io.vigil.protect.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

/**
 * Who keeps which connection, and how it fares: inside the session that is open. A controller is held until its lease ends, so
 * that of any number of processes one keeps its connection, and a process that died keeps none.
 */
public final class ControllerRows {

    private ControllerRows() {
    }

    /**
     * A controller that is to be connected.
     *
     * @param revision see the table
     * @param holder null while nobody holds it, or whoever did is late
     */
    public record Wanted(UUID id, int revision, UUID holder) {
    }

    /**
     * How a connection fares.
     *
     * @param revision what it was made for; a word about an older one is none
     * @param error for a person; null once all is well
     * @param connectedAt null to keep what is known
     * @param nextAttemptAt null if there will be none, or none is needed
     */
    public record Told(UUID id, int revision, ConnectionState state, Instant since, String error, Instant connectedAt,
            Instant nextAttemptAt, long drops) {
    }

    /** All that are to be connected. */
    public static List<Wanted> wanted(Session db, Instant now) {
        return db.createNativeQuery("""
                select id, revision, case when held_until > :now then holder end as holder
                from protect_controller where wanted order by id""", Tuple.class)
                .addScalar("id", StandardBasicTypes.UUID).addScalar("revision", StandardBasicTypes.INTEGER)
                .addScalar("holder", StandardBasicTypes.UUID).setParameter("now", now).getResultList().stream()
                .map(row -> new Wanted(row.get(0, UUID.class), row.get(1, Integer.class), row.get(2, UUID.class))).toList();
    }

    /** Takes all that nobody holds; answers which. That another process was connected to one does not hold any more. */
    public static Set<UUID> take(Session db, UUID holder, Instant now, Duration lease) {
        return new HashSet<>(db.createNativeQuery("""
                update protect_controller set holder = :holder, held_until = :until,
                    state = case when %1$s then 'connecting' else state end,
                    state_since = case when %1$s then :now else state_since end
                where wanted and (holder is null or held_until is null or held_until <= :now) returning id"""
                .formatted("state = 'connected' and holder is distinct from :holder"), UUID.class)
                .addScalar("id", StandardBasicTypes.UUID).setParameter("holder", holder)
                .setParameter("until", now.plus(lease)).setParameter("now", now).getResultList());
    }

    /**
     * Goes on holding them, late or not, if nobody else took them meanwhile; answers which.
     *
     * @param lastFrames when each was heard last; by id
     */
    public static Set<UUID> renew(Session db, UUID holder, Map<UUID, Instant> lastFrames, Instant until) {
        return new HashSet<>(db.createNativeQuery("""
                update protect_controller c set held_until = :until,
                    last_frame_at = greatest(c.last_frame_at, cast(nullif(h.heard, '') as timestamptz))
                from unnest(cast(string_to_array(:ids, ',') as uuid[]), string_to_array(:heard, ',')) as h(id, heard)
                where c.id = h.id and c.holder = :holder and c.wanted returning c.id""", UUID.class)
                .addScalar("id", StandardBasicTypes.UUID).setParameter("until", until).setParameter("holder", holder)
                .setParameter("ids", lastFrames.keySet().stream().map(UUID::toString).collect(Collectors.joining(",")))
                .setParameter("heard", lastFrames.values().stream().map(at -> at.equals(Instant.EPOCH) ? "" : at.toString())
                        .collect(Collectors.joining(",")))
                .getResultList());
    }

    /** Holds it no longer, so that others need not wait. */
    public static void release(Session db, UUID holder, UUID id) {
        db.createNativeMutationQuery(
                "update protect_controller set holder = null, held_until = null where holder = :holder and id = :id")
                .setParameter("holder", holder).setParameter("id", id).executeUpdate();
    }

    /** Writes how the connection fares, unless somebody else holds it or it is to be made anew. */
    public static void tell(Session db, UUID holder, Told told) {
        db.createNativeMutationQuery("""
                update protect_controller set state = :state, state_since = :since, last_error = cast(:error as text),
                    last_connected_at = coalesce(cast(:connected_at as timestamptz), last_connected_at),
                    next_attempt_at = cast(:next_at as timestamptz), drops = :drops
                where id = :id and holder = :holder and revision = :revision""")
                .setParameter("state", told.state().word()).setParameter("since", told.since())
                .setParameter("error", told.error(), String.class)
                .setParameter("connected_at", told.connectedAt(), Instant.class)
                .setParameter("next_at", told.nextAttemptAt(), Instant.class).setParameter("drops", told.drops())
                .setParameter("id", told.id()).setParameter("holder", holder).setParameter("revision", told.revision())
                .executeUpdate();
    }

    /** Forgets up to so many events that a controller told, whose row the session holds; answers how many. */
    public static int forgetTold(Session db, UUID id, int most) {
        return db.createNativeMutationQuery("""
                with told as materialized (select native_id from protect_event where controller_id = :id limit :most)
                delete from protect_event p using told where p.controller_id = :id and p.native_id = told.native_id""")
                .setParameter("id", id).setParameter("most", most).executeUpdate();
    }

    /** Remembers up to when nothing of its history is unknown here, unless somebody else holds it or it is to be made anew. */
    public static void reconciled(Session db, UUID holder, UUID id, int revision, Instant until) {
        db.createNativeMutationQuery("""
                update protect_controller set reconciled_until = :until
                where id = :id and holder = :holder and revision = :revision""").setParameter("until", until)
                .setParameter("id", id).setParameter("holder", holder).setParameter("revision", revision).executeUpdate();
    }
}
