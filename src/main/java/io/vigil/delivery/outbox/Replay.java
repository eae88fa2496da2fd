package io.vigil.delivery.outbox;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

/** Has dead deliveries sent again, inside the session that is open: each under the id that its receiver knows already. */
public final class Replay {

    private static final String REVIVE = """
            update delivery set state = 'waiting', due_at = :now, attempts = 0, finished_at = null
            where state = 'dead' and id = any(cast(string_to_array(:ids, ',') as uuid[]))""";

    private Replay() {
    }

    private record Dead(UUID id, Line line) {
    }

    /** Revives this one; false if it is not dead. */
    public static boolean one(Session db, UUID id, Instant now) {
        return revive(db, read(db, "id = :id", id, 1), now) == 1;
    }

    /** Revives up to that many, the oldest first; answers how many. */
    public static int some(Session db, int most, Instant now) {
        return revive(db, read(db, "cast(:id as uuid) is null", null, most), now);
    }

    /** Without a lock, because their lines are locked before them. */
    private static List<Dead> read(Session db, String which, UUID id, int most) {
        return db.createNativeQuery("select id, channel, recipient from delivery where state = 'dead' and " + which
                + " order by created_at, id limit :most", Tuple.class).addScalar("id", StandardBasicTypes.UUID)
                .addScalar("channel", StandardBasicTypes.STRING).addScalar("recipient", StandardBasicTypes.STRING)
                .setParameter("id", id, UUID.class).setParameter("most", most).getResultList().stream()
                .map(row -> new Dead(row.get(0, UUID.class), new Line(row.get(1, String.class), row.get(2, String.class))))
                .toList();
    }

    private static int revive(Session db, List<Dead> dead, Instant now) {
        if (dead.isEmpty()) {
            return 0;
        }
        DeliveryRows.addLines(db, StoredJson.of(dead.stream().map(Dead::line).sorted().distinct().toList()), now);
        return db.createNativeMutationQuery(REVIVE).setParameter("now", now)
                .setParameter("ids", dead.stream().map(one -> one.id().toString()).collect(Collectors.joining(",")))
                .executeUpdate();
    }
}
