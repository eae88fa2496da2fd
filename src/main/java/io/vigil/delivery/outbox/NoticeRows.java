package io.vigil.delivery.outbox;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.delivery.Message;

/** The table of notices, inside the session that is open. A notice is due until deliveries are made of its latest text. */
public final class NoticeRows {

    /** What in a message is about those before it. */
    private static final String HISTORY = "array['isUpgrade', 'upgradeRevision']";
    private static final String IS_OTHER = "known.message - 'isFinal' - %1$s <> excluded.message - 'isFinal' - %1$s"
            .formatted(HISTORY);

    private static final String INSERT = """
            insert into notice as known (id, key, event_id, message, revision, due_at, attempts, created_at, updated_at)
            select n.id, n.key, n."eventId", n.message, 1, :now, 0, :now, :now
            from jsonb_to_recordset(cast(:notices as jsonb)) as n(id uuid, key text, "eventId" uuid, message jsonb)
            order by n.key
            on conflict (key) do\s""";

    /**
     * The same text again changes nothing. That it is final now is told to nobody, but the notice is due once more: what an
     * event shows may be known only then, and whom it concerns with it. The row remembers which revision was an upgrade last:
     * who was told of no later one has yet to hear of it, also if a better text comes before that is sent.
     */
    private static final String PUT = INSERT + """
            update set updated_at = excluded.updated_at,
                message = excluded.message || jsonb_strip_nulls(jsonb_build_object('upgradeRevision',
                    case when %1$s and cast(excluded.message ->> 'isUpgrade' as boolean) then known.revision + 1
                        else cast(known.message ->> 'upgradeRevision' as integer) end)),
                revision = known.revision + case when %1$s then 1 else 0 end,
                due_at = case when %2$s then excluded.due_at else known.due_at end,
                attempts = case when %2$s then 0 else known.attempts end
            where known.message - %3$s <> excluded.message - %3$s"""
            .formatted(IS_OTHER, IS_OTHER + " or cast(excluded.message ->> 'isFinal' as boolean)", HISTORY);

    private static final String POSTPONE = """
            update notice set attempts = attempts + 1, last_error = :error,
                due_at = case when attempts + 1 < :most then cast(:due_at as timestamptz) end
            where id = :id and updated_at = :updated_at and attempts = :attempts""";

    private static final String FAILED = """
            select id, key, attempts, due_at, last_error from notice where last_error is not null
            order by updated_at desc limit :most""";

    private static final String REOPEN = """
            with given_up as materialized (
                select id from notice where last_error is not null and due_at is null order by updated_at limit :most
                for update skip locked
            )
            update notice n set due_at = :now, attempts = 0 from given_up where n.id = given_up.id""";

    /** What may still be refined is kept for longer, or the refined text would be told as if it were news. */
    private static final String PURGE = """
            with old as materialized (
                select id from notice n where updated_at < :before and due_at is null
                    and (updated_at < :unsettled_before or cast(message ->> 'isFinal' as boolean))
                    and not exists (select 1 from delivery d where d.notice_id = n.id
                        and (d.due_at is not null or d.finished_at >= :before))
                order by updated_at limit :most for update skip locked
            )
            delete from notice n using old where n.id = old.id""";

    private NoticeRows() {
    }

    /**
     * A notice of which deliveries are to be made.
     *
     * @param updatedAt when somebody last told something under its key
     * @param attempts to make them, that failed
     * @param eventId what it is about, if that is an event; or null
     */
    record Due(UUID id, Instant updatedAt, int attempts, UUID eventId) {
    }

    /** The text of which deliveries are to be made. */
    record Text(int revision, Message message) {
    }

    /**
     * A notice of which some deliveries could not be made.
     *
     * @param nextAttemptAt null if it was given up
     */
    public record Failed(UUID id, String key, int attempts, Instant nextAttemptAt, String lastError) {
    }

    private record New(UUID id, String key, UUID eventId, Message message) {
    }

    /** Notes what is to be told, by key; under a key that is known, that the text is another now. One statement. */
    public static void put(Session db, Map<String, Message> messages, Instant now) {
        put(db, PUT, messages, now);
    }

    /** Notes what is to be told, unless its key is known. */
    public static void putOnce(Session db, String key, Message message, Instant now) {
        put(db, INSERT + "nothing", Map.of(key, message), now);
    }

    private static void put(Session db, String sql, Map<String, Message> messages, Instant now) {
        List<New> notices = messages.entrySet().stream().map(told -> new New(UUID.randomUUID(), told.getKey(),
                told.getValue().eventId(), told.getValue())).toList();
        db.createNativeMutationQuery(sql).setParameter("notices", StoredJson.of(notices)).setParameter("now", now)
                .executeUpdate();
    }

    /** Up to that many that are due, the longest due first. */
    static List<Due> due(Session db, Instant now, int most) {
        return db.createNativeQuery("""
                select id, updated_at, attempts, event_id from notice where due_at <= :now order by due_at limit :most""",
                Tuple.class)
                .addScalar("id", StandardBasicTypes.UUID).addScalar("updated_at", StandardBasicTypes.INSTANT)
                .addScalar("attempts", StandardBasicTypes.INTEGER).addScalar("event_id", StandardBasicTypes.UUID)
                .setParameter("now", now).setParameter("most", most).getResultList().stream()
                .map(row -> new Due(row.get(0, UUID.class), row.get(1, Instant.class), row.get(2, Integer.class),
                        row.get(3, UUID.class)))
                .toList();
    }

    /** The text, and the notice held until the session ends; empty if it is not due any more, or somebody else is at it. */
    static Optional<Text> hold(Session db, UUID id, Instant now) {
        return db.createNativeQuery("""
                select revision, cast(message as text) as message from notice where id = :id and due_at <= :now
                for update skip locked""", Tuple.class)
                .addScalar("revision", StandardBasicTypes.INTEGER).addScalar("message", StandardBasicTypes.STRING)
                .setParameter("id", id).setParameter("now", now).uniqueResultOptional()
                .map(row -> new Text(row.get(0, Integer.class), StoredJson.message(row.get(1, String.class))));
    }

    /** Deliveries are made of it as it was found due; if more was told since, it stays due. */
    static void distributed(Session db, Due due) {
        db.createNativeMutationQuery("""
                update notice set due_at = null, attempts = 0, last_error = null
                where id = :id and updated_at = :updated_at""")
                .setParameter("id", due.id()).setParameter("updated_at", due.updatedAt()).executeUpdate();
    }

    /**
     * Some deliveries of it as it was found due could not be made: later, or never once its attempts are used up. One attempt
     * of several replicas counts once.
     */
    static void postpone(Session db, Due due, String error, Instant next, int most) {
        db.createNativeMutationQuery(POSTPONE).setParameter("id", due.id()).setParameter("updated_at", due.updatedAt())
                .setParameter("attempts", due.attempts()).setParameter("error", DeliveryRows.storable(error))
                .setParameter("due_at", next).setParameter("most", most).executeUpdate();
    }

    /** Those of which some deliveries could not be made, the newest first. */
    public static List<Failed> failed(Session db, int most) {
        return db.createNativeQuery(FAILED, Tuple.class).addScalar("id", StandardBasicTypes.UUID)
                .addScalar("key", StandardBasicTypes.STRING).addScalar("attempts", StandardBasicTypes.INTEGER)
                .addScalar("due_at", StandardBasicTypes.INSTANT).addScalar("last_error", StandardBasicTypes.STRING)
                .setParameter("most", most).getResultList().stream().map(row -> new Failed(row.get(0, UUID.class),
                        row.get(1, String.class), row.get(2, Integer.class), row.get(3, Instant.class),
                        row.get(4, String.class)))
                .toList();
    }

    /** Makes up to that many that were given up due again; answers how many. */
    public static int reopen(Session db, int most, Instant now) {
        return db.createNativeMutationQuery(REOPEN).setParameter("now", now).setParameter("most", most).executeUpdate();
    }

    /**
     * Forgets up to that many that were over before then, with their deliveries; answers how many.
     *
     * @param unsettledBefore the same for those whose text may still be refined
     */
    static int purge(Session db, Instant before, Instant unsettledBefore, int most) {
        return db.createNativeMutationQuery(PURGE).setParameter("before", before)
                .setParameter("unsettled_before", unsettledBefore).setParameter("most", most).executeUpdate();
    }
}
