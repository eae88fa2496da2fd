package io.vigil.ai.spending;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.ai.spending.Period.Kind;

/**
 * The rows of periods and reservations, inside the session that is open. Whoever locks several does so in one order:
 * reservation, day, month.
 */
final class Ledger {

    /** Usage that no reservation stood for, because no cap was set then, is added up where it is asked for. */
    private static final String PERIODS = """
            select p.period, coalesce(b.settled, 0) as settled, coalesce(b.reserved, 0) as reserved,
                (select coalesce(sum(u.cost), 0) from ai_usage u
                    where not u.counted and u.at >= p.start_at and u.at < p.end_at) as uncounted
            from (values ('day', cast(:day as date), cast(:day_start as timestamptz), cast(:day_end as timestamptz)),
                ('month', cast(:month as date), cast(:month_start as timestamptz), cast(:month_end as timestamptz)))
                    p (period, starts_on, start_at, end_at)
                %s join ai_budget b on b.period = p.period and b.starts_on = p.starts_on
            order by p.period""";
    private static final String READ = PERIODS.formatted("left");
    /** Both or none: a month held while its day is inserted would be waited for by whoever already holds that day. */
    private static final String LOCK = PERIODS.formatted("").replace("order by", """
            where 2 = (select count(*) from ai_budget x
                where (x.period, x.starts_on) in (('day', cast(:day as date)), ('month', cast(:month as date))))
            order by""") + " for update of b";

    private Ledger() {
    }

    /** What stands on record for a period. */
    record Balance(BigDecimal settled, BigDecimal reserved, BigDecimal uncounted) {

        BigDecimal spent() {
            return settled.add(uncounted);
        }
    }

    /**
     * What a period's row says after it was changed.
     *
     * @param alerted the highest step that was told of the cap as it is now, or of a higher one; 0 for none
     */
    record Booked(BigDecimal spent, int alerted) {
    }

    /** A reservation whose holder is gone. */
    record Late(LocalDate day, BigDecimal amount) {
    }

    /** Both periods of that day as they are; locks nothing. */
    static Map<Kind, Balance> read(Session db, LocalDate day, ZoneId zone) {
        return balances(db, READ, day, zone);
    }

    /** Both periods of that day, held until this session ends. */
    static Map<Kind, Balance> lock(Session db, LocalDate day, ZoneId zone) {
        Map<Kind, Balance> balances = balances(db, LOCK, day, zone);
        if (balances.size() < Kind.values().length) {
            db.createNativeMutationQuery(
                    """
                            insert into ai_budget (period, starts_on) values ('day', cast(:day as date)), ('month', cast(:month as date))
                            on conflict do nothing""")
                    .setParameter("day", day).setParameter("month", Period.month(day).startsOn()).executeUpdate();
            balances = balances(db, LOCK, day, zone);
        }
        return balances;
    }

    /** Keeps the amount, in periods that this session has locked. */
    static void reserve(Session db, Reservation reservation, Instant expiresAt) {
        db.createNativeMutationQuery("""
                with kept as (
                    update ai_budget set reserved = reserved + :amount
                    where period = 'day' and starts_on = :day or period = 'month' and starts_on = :month
                )
                insert into ai_reservation (id, for_what, amount, day, reserved_at, expires_at)
                values (:id, :for_what, :amount, :day, :at, :expires_at)""")
                .setParameter("amount", reservation.amount()).setParameter("day", reservation.day())
                .setParameter("month", Period.month(reservation.day()).startsOn()).setParameter("id", reservation.id())
                .setParameter("for_what", reservation.forWhat()).setParameter("at", reservation.at())
                .setParameter("expires_at", expiresAt).executeUpdate();
    }

    /** Removes the reservation; false if it is not there any more. */
    static boolean drop(Session db, UUID reservation) {
        return db.createNativeMutationQuery("delete from ai_reservation where id = :id").setParameter("id", reservation)
                .executeUpdate() == 1;
    }

    /** Changes a period's row by so much, and answers how it stands then; empty if somebody wiped it. */
    static Optional<Booked> book(Session db, Period period, Caps caps, BigDecimal reserved, BigDecimal settled) {
        return db.createNativeQuery("""
                update ai_budget b set reserved = b.reserved + :reserved, settled = b.settled + :settled
                where b.period = :period and b.starts_on = :starts_on
                returning b.settled + (select coalesce(sum(u.cost), 0) from ai_usage u
                    where not u.counted and u.at >= :start and u.at < :end) as spent,
                    case when cast(:cap as numeric) <= b.alerted_cap_100 then 100
                        when cast(:cap as numeric) <= b.alerted_cap_80 then 80
                        when cast(:cap as numeric) <= b.alerted_cap_50 then 50 else 0 end as alerted""", Tuple.class)
                .addScalar("spent", StandardBasicTypes.BIG_DECIMAL).addScalar("alerted", StandardBasicTypes.INTEGER)
                .setParameter("reserved", reserved).setParameter("settled", settled)
                .setParameter("period", period.kind().word()).setParameter("starts_on", period.startsOn())
                .setParameter("start", period.start(caps.zone())).setParameter("end", period.end(caps.zone()))
                .setParameter("cap", caps.of(period.kind()).orElse(null), BigDecimal.class).uniqueResultOptional()
                .map(row -> new Booked(row.get(0, BigDecimal.class), row.get(1, Integer.class)));
    }

    /** Notes that a step of that cap was told, in a period that this session has locked. */
    static void alerted(Session db, Period period, int threshold, BigDecimal cap) {
        db.createNativeMutationQuery("""
                update ai_budget set alerted_cap_%s = :cap where period = :period and starts_on = :starts_on"""
                .formatted(threshold))
                .setParameter("cap", cap).setParameter("period", period.kind().word())
                .setParameter("starts_on", period.startsOn()).executeUpdate();
    }

    /** Turns up to that many reservations whose time is over into usage of unknown outcome, at what was kept for them. */
    static List<Late> expire(Session db, Instant now, int count) {
        return db.createNativeQuery("""
                with late as (
                    select id from ai_reservation where expires_at <= :now order by expires_at limit :count
                    for update skip locked
                ), gone as (
                    delete from ai_reservation r using late where r.id = late.id
                    returning r.id, r.for_what, r.amount, r.day, r.reserved_at
                ), booked as (
                    insert into ai_usage (id, at, provider, model, kind, event_id, input_tokens, output_tokens, cost, counted)
                    select id, reserved_at, 'unknown', 'unknown', 'unknown', for_what, 0, 0, amount, true from gone
                )
                select day, amount from gone""", Tuple.class)
                .addScalar("day", StandardBasicTypes.LOCAL_DATE).addScalar("amount", StandardBasicTypes.BIG_DECIMAL)
                .setParameter("now", now).setParameter("count", count).getResultList().stream()
                .map(row -> new Late(row.get(0, LocalDate.class), row.get(1, BigDecimal.class))).toList();
    }

    private static Map<Kind, Balance> balances(Session db, String sql, LocalDate day, ZoneId zone) {
        Period today = Period.day(day);
        Period month = Period.month(day);
        NativeQuery<Tuple> query = db.createNativeQuery(sql, Tuple.class)
                .addScalar("period", StandardBasicTypes.STRING).addScalar("settled", StandardBasicTypes.BIG_DECIMAL)
                .addScalar("reserved", StandardBasicTypes.BIG_DECIMAL)
                .addScalar("uncounted", StandardBasicTypes.BIG_DECIMAL)
                .setParameter("day", day).setParameter("day_start", today.start(zone)).setParameter("day_end", today.end(zone))
                .setParameter("month", month.startsOn()).setParameter("month_start", month.start(zone))
                .setParameter("month_end", month.end(zone));
        Map<Kind, Balance> balances = new EnumMap<>(Kind.class);
        for (Tuple row : query.getResultList()) {
            Kind kind = row.get(0, String.class).equals(Kind.DAY.word()) ? Kind.DAY : Kind.MONTH;
            balances.put(kind,
                    new Balance(row.get(1, BigDecimal.class), row.get(2, BigDecimal.class), row.get(3, BigDecimal.class)));
        }
        return balances;
    }
}
