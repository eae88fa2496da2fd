package io.vigil.delivery.webhook.log;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

/**
 * How many tries each recipient had of late, inside the session that is open: a count for each tenth second that had any, so
 * that a minute is seven of them at most.
 */
public final class PostRate {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration SLOT = Duration.ofSeconds(10);

    private static final String COUNT = """
            insert into webhook_rate as known (recipient, slot, posts) values (:recipient, :slot, 1)
            on conflict (recipient, slot) do update set posts = known.posts + 1""";

    /** What a clock that was ahead has counted silences nobody until then. */
    private static final String LATEST = """
            select coalesce(sum(posts), 0) as posts, min(slot) as first from webhook_rate
            where recipient = :recipient and slot >= :since and slot <= cast(:now as timestamptz) + interval '1 minute'""";

    private static final String PURGE = """
            delete from webhook_rate where (recipient, slot) in (
                select recipient, slot from webhook_rate where slot < :before order by slot, recipient limit :most
                for update skip locked
            )""";

    private PostRate() {
    }

    /** Counts a try. */
    static void count(Session db, String recipient, Instant now) {
        db.createNativeMutationQuery(COUNT).setParameter("recipient", recipient).setParameter("slot", slot(now))
                .executeUpdate();
    }

    /** How long this recipient must be left alone so that it gets no more than that many a minute; empty if not at all. */
    public static Optional<Duration> tooMany(Session db, String recipient, int most, Instant now) {
        Tuple latest = db.createNativeQuery(LATEST, Tuple.class).addScalar("posts", StandardBasicTypes.LONG)
                .addScalar("first", StandardBasicTypes.INSTANT).setParameter("recipient", recipient)
                .setParameter("since", slot(now).minus(MINUTE)).setParameter("now", now).getSingleResult();
        return latest.get("posts", Long.class) < most ? Optional.empty()
                : Optional.of(Duration.between(now, latest.get("first", Instant.class).plus(SLOT).plus(MINUTE)));
    }

    /** Forgets up to that many counts of before then; answers how many. */
    static int purge(Session db, Instant before, int most) {
        return db.createNativeMutationQuery(PURGE).setParameter("before", before).setParameter("most", most).executeUpdate();
    }

    private static Instant slot(Instant time) {
        return Instant.ofEpochSecond(time.getEpochSecond() / SLOT.toSeconds() * SLOT.toSeconds());
    }
}
