package io.vigil.session.notifications;

import java.time.Instant;
import java.util.List;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

/** The table of what is told, inside the session that is open. */
final class MessageRows {

    /** How many of the latest are enough to see which are still being committed. */
    private static final int LATEST = 1000;

    /** One row and the hint, which PostgreSQL sends after the commit, once for all rows of a session. */
    private static final String PUT = """
            with told as (
                insert into live_message (channel, payload, created_at) values (:channel, :payload, :now) returning id
            )
            select count(*) as told from told, pg_notify('%s', '') as hint""".formatted(ListenConnection.CHANNEL);

    /** Two look-ups in the index: with one condition for both PostgreSQL may read all that is there. */
    private static final String AFTER = """
            select id, channel, payload from (
                (select id, channel, payload from live_message where id > :last order by id limit :most)
                union all
                select id, channel, payload from live_message
                where id = any(cast(string_to_array(:missed, ',') as bigint[]))
            ) m order by id""";

    private static final String HIGHEST = """
            select coalesce(pg_sequence_last_value(cast(pg_get_serial_sequence('live_message', 'id') as regclass)), 0)
                as highest""";

    private static final String PURGE = """
            with old as materialized (
                select id from live_message where created_at < :before order by created_at limit :most for update skip locked
            )
            delete from live_message m using old where m.id = old.id""";

    private MessageRows() {
    }

    static void put(Session db, String channel, String payload, Instant now) {
        db.createNativeQuery(PUT, Long.class).addScalar("told", StandardBasicTypes.LONG).setParameter("channel", channel)
                .setParameter("payload", payload).setParameter("now", now).getSingleResult();
    }

    /** The ids of the last ones, the latest first. */
    static List<Long> latest(Session db) {
        return db.createNativeQuery("select id from live_message order by id desc limit :most", Long.class)
                .addScalar("id", StandardBasicTypes.LONG).setParameter("most", LATEST).getResultList();
    }

    /** The highest id that any row ever had in this database; 0 if there was none. */
    static long highest(Session db) {
        return db.createNativeQuery(HIGHEST, Long.class).addScalar("highest", StandardBasicTypes.LONG).getSingleResult();
    }

    /**
     * What came after, up to that many, and what was missed before.
     *
     * @param missed ids, with commas between
     */
    static List<Message> after(Session db, long last, String missed, int most) {
        return db.createNativeQuery(AFTER, Tuple.class).addScalar("id", StandardBasicTypes.LONG)
                .addScalar("channel", StandardBasicTypes.STRING).addScalar("payload", StandardBasicTypes.STRING)
                .setParameter("last", last).setParameter("missed", missed).setParameter("most", most).getResultList().stream()
                .map(row -> new Message(row.get(0, Long.class), row.get(1, String.class), row.get(2, String.class))).toList();
    }

    /** Forgets up to that many that were told before then; answers how many. */
    static int purge(Session db, Instant before, int most) {
        return db.createNativeMutationQuery(PURGE).setParameter("before", before).setParameter("most", most).executeUpdate();
    }
}
