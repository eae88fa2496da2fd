package io.vigil.protect;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

/**
 * A controller whose connection was lost and has not come back, though one is wanted.
 *
 * @param since when it was heard last
 * @param drops how often its connection was lost, by which this absence differs from the ones before
 */
public record Absence(UUID controllerId, String name, Instant since, long drops) {

    private static final String LONGER = """
            select id, name, greatest(last_connected_at, last_frame_at) as since, drops from protect_controller
            where wanted and (state <> 'connected' or held_until < :before)
                and greatest(last_connected_at, last_frame_at) < :before
            order by name""";

    /**
     * Those that last longer by now, by name. One to which there never was a connection is none: whoever added it sees why.
     */
    public static List<Absence> longerThan(Session db, Duration least, Instant now) {
        return db.createNativeQuery(LONGER, Tuple.class).addScalar("id", StandardBasicTypes.UUID)
                .addScalar("name", StandardBasicTypes.STRING).addScalar("since", StandardBasicTypes.INSTANT)
                .addScalar("drops", StandardBasicTypes.LONG).setParameter("before", now.minus(least)).getResultList().stream()
                .map(row -> new Absence(row.get(0, UUID.class), row.get(1, String.class), row.get(2, Instant.class),
                        row.get(3, Long.class)))
                .toList();
    }

    /** The same for as long as it lasts. */
    public String key() {
        return "controller-away:" + controllerId + ":" + drops;
    }
}
