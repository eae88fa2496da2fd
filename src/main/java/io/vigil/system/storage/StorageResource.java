package io.vigil.system.storage;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.event.stats.MediaFigures;
import io.vigil.event.stats.MediaTotals;
import io.vigil.media.MediaStore;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.web.Roles;

/** What the household's data take, over HTTP. */
@Path("/api/v1/system/storage")
public class StorageResource {

    private final MediaStore media;
    private final MediaTotals totals;

    StorageResource(MediaStore media, MediaTotals totals) {
        this.media = media;
        this.totals = totals;
    }

    /**
     * In megabytes of 2^20 bytes, to two decimals. Media are what rows say of their files; a census puts them right. Media
     * and events are as they were at most a minute ago.
     *
     * @param databaseMb the whole database on its disk, indexes included
     * @param totalMb the database and all media
     * @param mediaRoomMb how much media the store still takes
     * @param totalEvents the same as {@code eventCount}; one client reads this, another that
     */
    public record View(double databaseMb, double thumbnailsMb, double snapshotsMb, double clipsMb, double framesMb,
            double totalMb, double mediaRoomMb, long eventCount, long totalEvents) {

        private static final double BYTES_PER_MEGABYTE = 1L << 20;
        private static final int HUNDREDTHS = 100;

        private static View of(Taken taken, long room) {
            MediaFigures of = taken.media();
            return new View(megabytes(taken.database()), megabytes(of.thumbnails()), megabytes(of.snapshots()),
                    megabytes(of.clips()), megabytes(of.frames()), megabytes(taken.database() + of.bytes()), megabytes(room),
                    of.events(), of.events());
        }

        private static double megabytes(long bytes) {
            return (double) Math.round(bytes / BYTES_PER_MEGABYTE * HUNDREDTHS) / HUNDREDTHS;
        }
    }

    private record Taken(long database, MediaFigures media) {
    }

    @GET
    @RolesAllowed(Roles.USER)
    public View get() {
        Taken taken = SessionContext.session("storage.measure").asReadOnly().within(Budget.REQUEST)
                .call(db -> new Taken(database(db), totals.recent(db)));
        return View.of(taken, media.room());
    }

    private static long database(Session db) {
        return db.createNativeQuery("select pg_database_size(current_database()) as bytes", Long.class)
                .addScalar("bytes", StandardBasicTypes.LONG).getSingleResult();
    }
}
