package io.vigil.summary;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Sort;
import io.vigil.web.ProblemException;

/** A stored text. For use inside a session; {@link SummaryRows} writes them. */
@Entity
public class Summary extends PanacheEntityBase {

    private static final Sort NEWEST_FIRST = Sort.descending("generatedAt", "id");
    private static final String JUST_THIS = "periodStart = ?1 and periodEnd = ?2 and cameras = ?3 and zone = ?4";
    private static final Set<String> DIGESTS = Set.of("daily", "weekly");

    @Id
    public UUID id;
    /**
     * {@code daily}, {@code weekly}, {@code manual} or {@code on_demand}; null for the text of a day that somebody looked at.
     */
    public String digestType;
    /** As {@link DigestKey#period}; null for what is no digest. */
    public String digestPeriod;
    public String summaryText;
    /** Inclusive. */
    public Instant periodStart;
    /** Exclusive. */
    public Instant periodEnd;
    /** In which the text tells times. */
    public String zone;
    /** As {@link #cameras(Collection)} writes them. */
    public String cameras;
    public long eventCount;
    @JdbcTypeCode(SqlTypes.JSON)
    public Map<String, Long> byType;
    /** By the cameras' names as they were. */
    @JdbcTypeCode(SqlTypes.JSON)
    public Map<String, Long> byCamera;
    public long alertCount;
    public long ringCount;
    /** Whose model wrote it, or null. */
    public String providerUsed;
    /** Whether it was to be written by a model and none did. */
    public boolean statistical;
    /** Why no model wrote it, or null. */
    public String reason;
    /** In USD. */
    public BigDecimal aiCost;
    /** {@link Draft.Basis} as JSON. */
    @JdbcTypeCode(SqlTypes.JSON)
    public Map<String, Object> basis;
    public Instant generatedAt;

    /** The summary with this id, or a 404. */
    public static Summary existing(UUID id) {
        return Summary.<Summary> findByIdOptional(id).orElseThrow(() -> ProblemException.notFound("summary", id));
    }

    /** The newest, as many as asked for. */
    public static List<Summary> page(int offset, int limit) {
        return Summary.<Summary> findAll(NEWEST_FIRST).range(offset, offset + limit - 1).list();
    }

    /** The text about just that range and these cameras; one by a model before one of figures, then the newest. */
    public static Optional<Summary> of(Wanted wanted) {
        return Summary.<Summary> find(JUST_THIS,
                Sort.ascending("statistical").and("generatedAt", Sort.Direction.Descending), wanted.from(), wanted.to(),
                cameras(wanted.cameras()), wanted.zone().getId()).page(0, 1).firstResultOptional();
    }

    /** The newest about just that range and these cameras that somebody ordered and no model wrote. */
    public static Optional<Summary> orderedFigures(Wanted wanted) {
        return Summary.<Summary> find(JUST_THIS + " and statistical and digestType = 'on_demand'", NEWEST_FIRST, wanted.from(),
                wanted.to(), cameras(wanted.cameras()), wanted.zone().getId()).page(0, 1).firstResultOptional();
    }

    /** The one about just that day and these cameras that was written because somebody looked. */
    public static Optional<Summary> seen(Wanted day) {
        return Summary.<Summary> find(JUST_THIS + " and digestType is null", day.from(), day.to(), cameras(day.cameras()),
                day.zone().getId()).singleResultOptional();
    }

    /** Whether it is the digest of a day or week, which only the digests' own runs write. */
    public boolean isDigest() {
        return DIGESTS.contains(String.valueOf(digestType));
    }

    /**
     * The newest about that day of all cameras, or as much of it as there was; not about some hours that were ordered. The
     * digest of a day may begin before it.
     */
    public static Optional<Summary> ofDay(LocalDate day, Instant start, Instant end) {
        return Summary.<Summary> find("""
                periodStart = ?1 and periodEnd <= ?2 and cameras = ''
                    and (periodEnd = ?2 or digestType is null or digestType <> 'on_demand')
                    or digestType = 'daily' and digestPeriod = ?3""",
                NEWEST_FIRST, start, end, day.toString()).page(0, 1).firstResultOptional();
    }

    /** Their ids in one order, so that the same ones are the same text; empty for all cameras. */
    static String cameras(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).distinct().sorted().collect(Collectors.joining(","));
    }
}
