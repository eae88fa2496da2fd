package io.vigil.ai.spending;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.hibernate.type.StandardBasicTypes;

/**
 * What was spent on what between two moments, in USD. A request is one call to a provider, failed ones included.
 *
 * @param byDate days of the household, the newest first
 * @param byCamera the dearest first; what no camera caused is in none of them
 * @param byMode by what the model was shown; speech and summaries by their own names
 */
public record UsageReport(BigDecimal totalCost, long totalRequests, List<Share<LocalDate>> byDate, List<Share<UUID>> byCamera,
        List<Share<String>> byProvider, List<Share<String>> byMode) {

    private static final String SUMS = """
            select grouping(day, camera_id, provider, mode) as part, day, camera_id, provider, mode, sum(cost) as cost,
                count(*) as requests
            from (select cast(at at time zone :zone as date) as day, camera_id, provider,
                    coalesce(analysis_mode, kind) as mode, cost
                from ai_usage where at >= :start and at < :end%s) one
            group by grouping sets ((day), (camera_id), (provider), (mode), ())""";
    /** What PostgreSQL's grouping() says: a bit is set for what was summed over. */
    private static final int BY_DAY = 0b0111;
    private static final int BY_CAMERA = 0b1011;
    private static final int BY_PROVIDER = 0b1101;
    private static final int BY_MODE = 0b1110;

    /** The part of it that belongs to one day, camera, provider or mode. */
    public record Share<K>(K key, BigDecimal cost, long requests) {
    }

    /**
     * What to report on.
     *
     * @param end exclusive
     * @param provider only of this one, or null
     * @param cameraId only of this one, or null
     */
    public record Range(Instant start, Instant end, ZoneId zone, String provider, UUID cameraId) {
    }

    /** Reads it with one SELECT. */
    public static UsageReport read(Session db, Range range) {
        String narrower = (range.provider() == null ? "" : " and provider = :provider")
                + (range.cameraId() == null ? "" : " and camera_id = :camera");
        NativeQuery<Tuple> query = db.createNativeQuery(SUMS.formatted(narrower), Tuple.class)
                .addScalar("part", StandardBasicTypes.INTEGER).addScalar("day", StandardBasicTypes.LOCAL_DATE)
                .addScalar("camera_id", StandardBasicTypes.UUID).addScalar("provider", StandardBasicTypes.STRING)
                .addScalar("mode", StandardBasicTypes.STRING).addScalar("cost", StandardBasicTypes.BIG_DECIMAL)
                .addScalar("requests", StandardBasicTypes.LONG)
                .setParameter("zone", range.zone().getId()).setParameter("start", range.start())
                .setParameter("end", range.end());
        if (range.provider() != null) {
            query.setParameter("provider", range.provider());
        }
        if (range.cameraId() != null) {
            query.setParameter("camera", range.cameraId());
        }
        return of(query.getResultList());
    }

    private static UsageReport of(List<Tuple> rows) {
        BigDecimal total = BigDecimal.ZERO;
        long requests = 0;
        List<Share<LocalDate>> byDate = new ArrayList<>();
        List<Share<UUID>> byCamera = new ArrayList<>();
        List<Share<String>> byProvider = new ArrayList<>();
        List<Share<String>> byMode = new ArrayList<>();
        for (Tuple row : rows) {
            switch (row.get("part", Integer.class)) {
                case BY_DAY -> byDate.add(share(row, row.get("day", LocalDate.class)));
                case BY_CAMERA -> {
                    if (row.get("camera_id") != null) {
                        byCamera.add(share(row, row.get("camera_id", UUID.class)));
                    }
                }
                case BY_PROVIDER -> byProvider.add(share(row, row.get("provider", String.class)));
                case BY_MODE -> byMode.add(share(row, row.get("mode", String.class)));
                default -> {
                    Share<String> all = share(row, "all");
                    total = all.cost();
                    requests = all.requests();
                }
            }
        }
        byDate.sort(Comparator.comparing((Share<LocalDate> share) -> share.key()).reversed());
        byCamera.sort(dearestFirst());
        byProvider.sort(dearestFirst());
        byMode.sort(dearestFirst());
        return new UsageReport(total, requests, byDate, byCamera, byProvider, byMode);
    }

    private static <K> Share<K> share(Tuple row, K key) {
        BigDecimal cost = row.get("cost", BigDecimal.class);
        return new Share<>(key, cost == null ? BigDecimal.ZERO : cost, row.get("requests", Long.class));
    }

    private static <K> Comparator<Share<K>> dearestFirst() {
        return Comparator.comparing((Share<K> share) -> share.cost()).reversed().thenComparing(share -> share.key().toString());
    }
}
