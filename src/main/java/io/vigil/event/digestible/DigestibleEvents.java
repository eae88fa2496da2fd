package io.vigil.event.digestible;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.hibernate.type.StandardBasicTypes;

/** Reads a range of events without loading them: each question is one statement, and its answer has few rows. */
public final class DigestibleEvents {

    private static final String TYPE = """
            case when e.is_doorbell_ring or e.kind = 'ring' then 'ring' when e.kind <> 'motion' then e.kind
                when 'person' = any(e.objects_detected) then 'person'
                when 'package' = any(e.objects_detected) then 'package'
                when 'vehicle' = any(e.objects_detected) then 'vehicle'
                when 'animal' = any(e.objects_detected) then 'animal' else 'motion' end""";
    private static final String IN_RANGE = "e.occurred_at >= :from and e.occurred_at < :to";
    private static final String OF_CAMERAS = " and e.camera_id = any(cast(string_to_array(:cameras, ',') as uuid[]))";
    private static final String PART = "width_bucket(e.occurred_at, cast(string_to_array(:parts, ',') as timestamptz[])) - 1";

    /** By which column the rows of the answer are grouped, as grouping() tells it. */
    private static final int ALL = 0b1111;
    private static final int BY_TYPE = 0b0111;
    private static final int BY_CAMERA = 0b1011;
    private static final int BY_CARRIER = 0b1101;
    private static final int BY_PART = 0b1110;

    private static final String FIGURES = """
            with matching as (
                select %s as type, c.name as camera, e.delivery_carrier as carrier, %s as part, e.alert_triggered as alert,
                    e.is_doorbell_ring or e.kind = 'ring' as ring,
                    e.kind = 'package' or e.delivery_carrier is not null or 'package' = any(e.objects_detected) as package
                from event e join camera c on c.id = e.camera_id where %s
            )
            select grouping(type, camera, carrier, part) as what, coalesce(type, camera, carrier, cast(part as text)) as word,
                count(*) as events, count(*) filter (where alert) as alerts, count(*) filter (where ring) as rings,
                count(*) filter (where package) as packages
            from matching group by grouping sets ((), (type), (camera), (carrier), (part))
            order by what, events desc, word""";

    /**
     * Of each part and type the best first, then of each part those of a type whose turn it is; what matters to people has its
     * turns earlier. So a part or a type with few events is not crowded out by one with many.
     */
    private static final String CHOSEN = """
            with matching as (
                select e.id, %s as type, %s as part, e.description_source <> 'metadata' as described, e.alert_triggered as alert,
                    e.confidence, e.occurred_at
                from event e where %s
            ), ranked as (
                select id, type, part, row_number() over (partition by part, type
                    order by described desc, alert desc, confidence desc, occurred_at, id) as turn
                from matching
            ), weighed as (
                select id, part, turn, turn * case when type in ('ring', 'person', 'package') then 1 when type = 'motion' then 3
                    else 2 end as weight
                from ranked where turn <= :most
            ), placed as (
                select id, part, weight, row_number() over (partition by part order by weight, turn, id) as place from weighed
            ), chosen as (
                select id from placed order by place, weight, part limit :most
            )
            select e.id, e.occurred_at, %s as type, c.name as camera, left(e.description, :longest) as description,
                e.description_source <> 'metadata' as described
            from chosen join event e on e.id = chosen.id join camera c on c.id = e.camera_id order by e.occurred_at, e.id""";

    private DigestibleEvents() {
    }

    /** How many events of what: one SELECT, with a row for each type, camera, carrier and part that there is. */
    public static Figures figures(Session db, Range range) {
        List<Tuple> rows = asked(db, FIGURES.formatted(TYPE, PART, where(range)), range)
                .setParameter("parts", range.parts().stream().map(Object::toString).collect(Collectors.joining(",")))
                .addScalar("what", StandardBasicTypes.INTEGER).addScalar("word", StandardBasicTypes.STRING)
                .addScalar("events", StandardBasicTypes.LONG).addScalar("alerts", StandardBasicTypes.LONG)
                .addScalar("rings", StandardBasicTypes.LONG).addScalar("packages", StandardBasicTypes.LONG).getResultList();
        Tuple all = rows.stream().filter(row -> row.get("what", Integer.class) == ALL).findFirst().orElseThrow();
        Map<Integer, Long> byPart = new TreeMap<>();
        counts(rows, BY_PART).forEach((part, count) -> byPart.put(Integer.valueOf(part), count));
        return new Figures(all.get("events", Long.class), counts(rows, BY_TYPE), counts(rows, BY_CAMERA),
                all.get("alerts", Long.class), all.get("rings", Long.class), all.get("packages", Long.class),
                counts(rows, BY_CARRIER), byPart);
    }

    /**
     * Events to tell of, in the order of time: one SELECT.
     *
     * @param most how many rows at most
     * @param longest how many characters of a description at most
     */
    public static List<Told> chosen(Session db, Range range, int most, int longest) {
        return asked(db, CHOSEN.formatted(TYPE, PART, where(range), TYPE), range)
                .setParameter("parts", range.parts().stream().map(Object::toString).collect(Collectors.joining(",")))
                .setParameter("most", most).setParameter("longest", longest)
                .addScalar("id", StandardBasicTypes.UUID).addScalar("occurred_at", StandardBasicTypes.INSTANT)
                .addScalar("type", StandardBasicTypes.STRING).addScalar("camera", StandardBasicTypes.STRING)
                .addScalar("description", StandardBasicTypes.STRING).addScalar("described", StandardBasicTypes.BOOLEAN)
                .getResultList().stream()
                .map(row -> new Told(row.get(0, UUID.class), row.get(1, Instant.class), row.get(2, String.class),
                        row.get(3, String.class), row.get(4, String.class), row.get(5, Boolean.class)))
                .toList();
    }

    /** How many there are: one SELECT. */
    public static long count(Session db, Range range) {
        return asked(db, "select count(*) as events from event e where " + where(range), range)
                .addScalar("events", StandardBasicTypes.LONG).getSingleResult().get(0, Long.class);
    }

    private static NativeQuery<Tuple> asked(Session db, String sql, Range range) {
        NativeQuery<Tuple> query = db.createNativeQuery(sql, Tuple.class).setParameter("from", range.from())
                .setParameter("to", range.to());
        return range.cameras().isEmpty() ? query
                : query.setParameter("cameras",
                        range.cameras().stream().map(UUID::toString).collect(Collectors.joining(",")));
    }

    private static String where(Range range) {
        return range.cameras().isEmpty() ? IN_RANGE : IN_RANGE + OF_CAMERAS;
    }

    private static Map<String, Long> counts(List<Tuple> rows, int what) {
        Map<String, Long> counts = new LinkedHashMap<>();
        rows.stream().filter(row -> row.get("what", Integer.class) == what && row.get("word", String.class) != null)
                .forEach(row -> counts.put(row.get("word", String.class), row.get("events", Long.class)));
        return counts;
    }
}
