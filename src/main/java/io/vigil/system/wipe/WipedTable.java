package io.vigil.system.wipe;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.ai.spending.UsageRemoval;

/**
 * What goes with all events, in this order, besides the rows that hang on them. What was spent on a day or a month stays, or
 * wiping would raise the household's caps.
 */
enum WipedTable {

    /** What there was to tell of events, with all its deliveries; those under way find themselves gone. */
    NOTICE("notice", "created_at", "updated_at", "(event_id is not null or message ->> 'subject' = 'DIGEST')"),
    WEBHOOK_LOG("webhook_log", "created_at", "created_at", "event_id is not null"),
    DIGESTS_SHOWN("system_notification", "created_at", "created_at", "notification_type = 'digest'"),
    SUMMARY("summary", "generated_at", "generated_at", "true"),
    /** What calls were made for; what they cost goes on counting. */
    USAGE("ai_usage", "at", "at", "true") {
        @Override
        int removePage(Session db, Instant until, ZoneId zone, int count) {
            return UsageRemoval.removePage(db, until, zone, count);
        }
    };

    private final String delete;
    private final String settle;

    /**
     * @param time the column that tells since when a row is there
     * @param order the column by which the oldest go first: an index begins with it
     * @param which the rows that go
     */
    WipedTable(String table, String time, String order, String which) {
        this.delete = """
                with found as materialized (
                    select id from %1$s where %2$s <= :until and %4$s order by %3$s limit :count
                ), gone as (
                    delete from %1$s where id in (select id from found)
                )
                select count(*) as found from found""".formatted(table, time, order, which);
        this.settle = """
                update %1$s set %2$s = :now where id in (
                    select id from %1$s where %2$s > :now and %3$s order by id limit :count for update)"""
                .formatted(table, time, which);
    }

    /** As progress has it. */
    String step() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /**
     * Removes a page of those that were there by then, inside the session that is open; answers how many it found. Some of
     * these may have gone by another hand.
     *
     * @param zone where the household lives
     */
    int removePage(Session db, Instant until, ZoneId zone, int count) {
        return db.createNativeQuery(delete, Integer.class).addScalar("found", StandardBasicTypes.INTEGER)
                .setParameter("until", until).setParameter("count", count).getSingleResult();
    }

    /**
     * Lets a page of those that say they came later than now, by a clock that was ahead, have come now, inside the session that
     * is open; answers how many there were.
     */
    int settle(Session db, Instant now, int count) {
        return db.createNativeMutationQuery(settle).setParameter("now", now).setParameter("count", count).executeUpdate();
    }
}
