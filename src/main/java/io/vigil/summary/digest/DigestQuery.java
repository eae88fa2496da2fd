package io.vigil.summary.digest;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.delivery.ledger.NoticeReport;
import io.vigil.summary.DigestKey;
import io.vigil.web.ProblemException;

/** Reads digests among the summaries, inside the session that is open. */
final class DigestQuery {

    private static final Set<String> TYPES = Set.of("daily", "weekly", "manual", "on_demand");

    private static final String SELECT = """
            select id, summary_text, period_start, period_end, event_count, generated_at, digest_type, digest_period, ai_cost,
                provider_used from summary s where digest_type is not null""";

    private DigestQuery() {
    }

    /**
     * The digest of that key.
     *
     * @param isByModel whether a model wrote it
     * @param isStatistical whether a model was to write it and none did
     */
    record Stored(UUID id, Instant generatedAt, long events, boolean isByModel, boolean isStatistical) {
    }

    /**
     * How far the digest of a key has come.
     *
     * @param isHeld whether somebody is writing it
     * @param written the digest, once nobody is to write it; else null
     * @param isStatistical whether that is of figures only
     */
    record Standing(boolean isHeld, UUID written, boolean isStatistical) {
    }

    /**
     * The type as sent, or null for all.
     *
     * @throws ProblemException 422 if there is no such type
     */
    static String type(String sent) {
        if (sent == null || sent.isEmpty()) {
            return null;
        }
        if (!TYPES.contains(sent)) {
            throw ProblemException.invalid("query", "digest_type", "must be one of daily, weekly, manual, on_demand");
        }
        return sent;
    }

    /** A page, the newest first. Three statements. */
    static DigestView.Page page(Session db, String type, int offset, int limit) {
        String where = type == null ? "" : " and digest_type = :type";
        NativeQuery<Tuple> rows = typed(db, SELECT + where + " order by generated_at desc, id desc");
        NativeQuery<Long> count = db.createNativeQuery("select count(*) as total from summary where digest_type is not null"
                + where, Long.class).addScalar("total", StandardBasicTypes.LONG);
        if (type != null) {
            rows.setParameter("type", type);
            count.setParameter("type", type);
        }
        return new DigestView.Page(views(db, rows.setFirstResult(offset).setMaxResults(limit).getResultList()),
                count.getSingleResult());
    }

    /** The digest, or empty. */
    static Optional<DigestView> byId(Session db, UUID id) {
        return views(db, typed(db, SELECT + " and id = :id").setParameter("id", id).getResultList()).stream().findFirst();
    }

    /** That one, and held until the session ends. */
    static Optional<Stored> hold(Session db, DigestKey key) {
        return db.createNativeQuery("""
                select id, generated_at, event_count, provider_used is not null as is_by_model, statistical from summary
                where digest_type = :type and digest_period = :period for update""", Tuple.class)
                .addScalar("id", StandardBasicTypes.UUID).addScalar("generated_at", StandardBasicTypes.INSTANT)
                .addScalar("event_count", StandardBasicTypes.LONG).addScalar("is_by_model", StandardBasicTypes.BOOLEAN)
                .addScalar("statistical", StandardBasicTypes.BOOLEAN).setParameter("type", key.type())
                .setParameter("period", key.period()).uniqueResultOptional()
                .map(row -> new Stored(row.get(0, UUID.class), row.get(1, Instant.class), row.get(2, Long.class),
                        row.get(3, Boolean.class), row.get(4, Boolean.class)));
    }

    /** How far that one has come; empty if nothing is on record. */
    static Optional<Standing> standing(Session db, DigestKey key) {
        return db.createNativeQuery("""
                select r.state = 'writing' and r.wait_until > clock_timestamp() as is_held,
                    case when r.state = 'created' then s.id end as written, coalesce(s.statistical, false) as statistical
                from digest_run r left join summary s on s.digest_type = r.type and s.digest_period = r.period
                where r.type = :type and r.period = :period""", Tuple.class)
                .addScalar("is_held", StandardBasicTypes.BOOLEAN).addScalar("written", StandardBasicTypes.UUID)
                .addScalar("statistical", StandardBasicTypes.BOOLEAN).setParameter("type", key.type())
                .setParameter("period", key.period()).uniqueResultOptional().map(row -> new Standing(
                        Boolean.TRUE.equals(row.get(0, Boolean.class)), row.get(1, UUID.class), row.get(2, Boolean.class)));
    }

    private static NativeQuery<Tuple> typed(Session db, String sql) {
        NativeQuery<Tuple> query = db.createNativeQuery(sql, Tuple.class);
        for (String text : List.of("summary_text", "digest_type", "digest_period", "provider_used")) {
            query.addScalar(text, StandardBasicTypes.STRING);
        }
        for (String time : List.of("period_start", "period_end", "generated_at")) {
            query.addScalar(time, StandardBasicTypes.INSTANT);
        }
        return query.addScalar("id", StandardBasicTypes.UUID).addScalar("event_count", StandardBasicTypes.LONG)
                .addScalar("ai_cost", StandardBasicTypes.BIG_DECIMAL);
    }

    private static List<DigestView> views(Session db, List<Tuple> rows) {
        Map<String, NoticeReport> told = rows.isEmpty() ? Map.of()
                : NoticeReport.of(db, rows.stream().map(DigestQuery::notice).toList());
        return rows.stream().map(row -> new DigestView(row.get("id", UUID.class), row.get("summary_text", String.class),
                row.get("period_start", Instant.class), row.get("period_end", Instant.class),
                row.get("event_count", Long.class), row.get("generated_at", Instant.class),
                row.get("digest_type", String.class), row.get("ai_cost", BigDecimal.class),
                row.get("provider_used", String.class), told.get(notice(row)))).toList();
    }

    private static String notice(Tuple row) {
        return DigestNotice.key(new DigestKey(row.get("digest_type", String.class), row.get("digest_period", String.class)));
    }
}
