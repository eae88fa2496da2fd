package io.vigil.ai.spending;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

/** Forgets what calls were made for, and not what the day and the month have cost: the household's caps go on holding. */
public final class UsageRemoval {

    /** What no row of its day and month has yet goes there with the same statement; days before months. */
    private static final String PAGE = """
            with found as materialized (
                select id from ai_usage where at <= :until order by at limit :count
            ), gone as (
                delete from ai_usage where id in (select id from found) returning at, cost, counted
            ), owed as (
                select p.period, p.starts_on, sum(gone.cost) as cost
                from gone join (values ('day', cast(:day as date), cast(:day_start as timestamptz)),
                    ('month', cast(:month as date), cast(:month_start as timestamptz))) p (period, starts_on, start_at)
                    on not gone.counted and gone.at >= p.start_at
                group by p.period, p.starts_on
            ), booked as (
                insert into ai_budget as b (period, starts_on, settled)
                select period, starts_on, cost from owed order by period, starts_on
                on conflict (period, starts_on) do update set settled = b.settled + excluded.settled
            )
            select count(*) as found from found""";

    private UsageRemoval() {
    }

    /**
     * Removes a page of the rows of calls that were made by then, the oldest first, inside the session that is open; answers
     * how many it found. What is kept for calls under way stays.
     *
     * @param until also the time by which it is judged which day and month go on
     * @param zone where the household lives
     */
    public static int removePage(Session db, Instant until, ZoneId zone, int count) {
        LocalDate today = Period.today(until, zone);
        Period day = Period.day(today);
        Period month = Period.month(today);
        return db.createNativeQuery(PAGE, Integer.class).addScalar("found", StandardBasicTypes.INTEGER)
                .setParameter("until", until).setParameter("count", count)
                .setParameter("day", day.startsOn()).setParameter("day_start", day.start(zone))
                .setParameter("month", month.startsOn()).setParameter("month_start", month.start(zone)).getSingleResult();
    }
}
