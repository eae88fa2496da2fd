package io.vigil.delivery.outbox;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.hibernate.type.StandardBasicTypes;

/** Has dead deliveries sent again, inside the session that is open: each under the id that its receiver knows already. */
public final class Replay {

    private static final String REVIVE = """
            update delivery set state = 'waiting', due_at = :now, attempts = 0, unended = 0, begun_at = :now, finished_at = null
            where state = 'dead' and id = any(cast(string_to_array(:ids, ',') as uuid[]))""";

    /** Whoever forgets a notice meanwhile holds it, and then its deliveries. */
    private static final String KEEP_NOTICES = """
            select id from notice
            where id in (select notice_id from delivery where id = any(cast(string_to_array(:ids, ',') as uuid[])))
            order by id for key share""";

    private Replay() {
    }

    private record Dead(UUID id, Line line) {
    }

    /** Revives this one; false if it is not dead. */
    public static boolean one(Session db, UUID id, Instant now) {
        return revive(db, read(db, "id = :id", query -> query.setParameter("id", id), 1), now) == 1;
    }

    /** Revives up to that many of those that died before then, the oldest first; answers how many. */
    public static int some(Session db, int most, Instant before, Instant now) {
        return revive(db, read(db, "finished_at < :before", query -> query.setParameter("before", before), most), now);
    }

    /** Without a lock, because their lines are locked before them. */
    private static List<Dead> read(Session db, String which, UnaryOperator<NativeQuery<Tuple>> asked, int most) {
        NativeQuery<Tuple> query = db.createNativeQuery("select id, channel, recipient from delivery where state = 'dead' and "
                + which + " order by created_at, id limit :most", Tuple.class).addScalar("id", StandardBasicTypes.UUID)
                .addScalar("channel", StandardBasicTypes.STRING).addScalar("recipient", StandardBasicTypes.STRING);
        return asked.apply(query).setParameter("most", most).getResultList().stream()
                .map(row -> new Dead(row.get(0, UUID.class), new Line(row.get(1, String.class), row.get(2, String.class))))
                .toList();
    }

    private static int revive(Session db, List<Dead> dead, Instant now) {
        if (dead.isEmpty()) {
            return 0;
        }
        String ids = dead.stream().map(one -> one.id().toString()).collect(Collectors.joining(","));
        db.createNativeQuery(KEEP_NOTICES, UUID.class).addScalar("id", StandardBasicTypes.UUID).setParameter("ids", ids)
                .getResultList();
        DeliveryRows.addLines(db, StoredJson.of(dead.stream().map(Dead::line).sorted().distinct().toList()), now);
        return db.createNativeMutationQuery(REVIVE).setParameter("now", now).setParameter("ids", ids).executeUpdate();
    }
}
