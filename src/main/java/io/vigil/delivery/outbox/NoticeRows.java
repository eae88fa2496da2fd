package io.vigil.delivery.outbox;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.delivery.Message;

/** The table of notices, inside the session that is open. A notice is due until deliveries are made of its latest text. */
public final class NoticeRows {

    /** The same text again changes nothing, and neither does the news alone that it is final. */
    private static final String PUT = """
            insert into notice as known (id, key, event_id, message, revision, due_at, attempts, created_at, updated_at)
            values (:id, :key, cast(:event as uuid), cast(:message as jsonb), 1, :now, 0, :now, :now)
            on conflict (key) do update set message = excluded.message, updated_at = excluded.updated_at,
                revision = known.revision
                    + case when known.message - 'isFinal' = excluded.message - 'isFinal' then 0 else 1 end,
                due_at = case when known.message - 'isFinal' = excluded.message - 'isFinal' then known.due_at
                    else excluded.due_at end,
                attempts = case when known.message - 'isFinal' = excluded.message - 'isFinal' then known.attempts else 0 end
            where known.message <> excluded.message""";

    private static final String POSTPONE = """
            update notice set attempts = attempts + 1, last_error = :error,
                due_at = case when attempts + 1 < :most then cast(:due_at as timestamptz) end
            where id = :id and revision = :revision""";

    private static final String FAILED = """
            select id, key, attempts, due_at, last_error from notice where last_error is not null
            order by updated_at desc limit :most""";

    private static final String PURGE = """
            with old as materialized (
                select id from notice n where updated_at < :before and due_at is null
                    and not exists (select 1 from delivery d where d.notice_id = n.id and d.due_at is not null)
                order by updated_at limit :most for update skip locked
            )
            delete from notice n using old where n.id = old.id""";

    private NoticeRows() {
    }

    /**
     * A notice of which deliveries are to be made.
     *
     * @param attempts to make them, that failed
     * @param eventId what it is about, if that is an event; or null
     */
    record Due(UUID id, int revision, int attempts, UUID eventId) {
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

    /** Notes what is to be told; under a key that is known, that the text is another now. One statement. */
    public static void put(Session db, String key, Message message, Instant now) {
        db.createNativeMutationQuery(PUT).setParameter("id", UUID.randomUUID()).setParameter("key", key)
                .setParameter("event", message.eventId(), UUID.class).setParameter("message", StoredJson.of(message))
                .setParameter("now", now).executeUpdate();
    }

    /** Up to that many that are due, the longest due first. */
    static List<Due> due(Session db, Instant now, int most) {
        return db.createNativeQuery("""
                select id, revision, attempts, event_id from notice where due_at <= :now order by due_at limit :most""",
                Tuple.class)
                .addScalar("id", StandardBasicTypes.UUID).addScalar("revision", StandardBasicTypes.INTEGER)
                .addScalar("attempts", StandardBasicTypes.INTEGER).addScalar("event_id", StandardBasicTypes.UUID)
                .setParameter("now", now).setParameter("most", most).getResultList().stream()
                .map(row -> new Due(row.get(0, UUID.class), row.get(1, Integer.class), row.get(2, Integer.class),
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

    /** Deliveries are made of this revision. */
    static void distributed(Session db, UUID id, int revision) {
        db.createNativeMutationQuery("""
                update notice set due_at = null, attempts = 0, last_error = null where id = :id and revision = :revision""")
                .setParameter("id", id).setParameter("revision", revision).executeUpdate();
    }

    /** Some deliveries of this revision could not be made: later, or never once its attempts are used up. */
    static void postpone(Session db, Due due, String error, Instant next, int most) {
        db.createNativeMutationQuery(POSTPONE).setParameter("id", due.id()).setParameter("revision", due.revision())
                .setParameter("error", error).setParameter("due_at", next).setParameter("most", most).executeUpdate();
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

    /** Makes those that were given up due again; answers how many. */
    public static int reopen(Session db, Instant now) {
        return db.createNativeMutationQuery("""
                update notice set due_at = :now, attempts = 0 where last_error is not null and due_at is null""")
                .setParameter("now", now).executeUpdate();
    }

    /** Forgets up to that many that were over before then, with their deliveries; answers how many. */
    static int purge(Session db, Instant before, int most) {
        return db.createNativeMutationQuery(PURGE).setParameter("before", before).setParameter("most", most).executeUpdate();
    }
}
