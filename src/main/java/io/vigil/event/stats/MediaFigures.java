package io.vigil.event.stats;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

/**
 * What the files of all events take, in bytes, as their rows have it.
 *
 * @param events how many events there are
 */
public record MediaFigures(long events, long snapshots, long thumbnails, long clips, long frames) {

    /** Sums that are answered by an index alone. One SELECT. */
    public static MediaFigures of(Session db) {
        Tuple row = db.createNativeQuery("""
                select count(*) as events, cast(coalesce(sum(snapshot_bytes), 0) as bigint) as snapshots,
                    cast(coalesce(sum(thumbnail_bytes), 0) as bigint) as thumbnails,
                    cast(coalesce(sum(clip_bytes), 0) as bigint) as clips,
                    cast(coalesce(sum(frames_bytes), 0) as bigint) as frames
                from event""", Tuple.class).addScalar("events", StandardBasicTypes.LONG)
                .addScalar("snapshots", StandardBasicTypes.LONG).addScalar("thumbnails", StandardBasicTypes.LONG)
                .addScalar("clips", StandardBasicTypes.LONG).addScalar("frames", StandardBasicTypes.LONG).getSingleResult();
        return new MediaFigures(row.get(0, Long.class), row.get(1, Long.class), row.get(2, Long.class),
                row.get(3, Long.class), row.get(4, Long.class));
    }

    /** All of them together. */
    public long bytes() {
        return snapshots + thumbnails + clips + frames;
    }
}
