package io.vigil.system.rotation;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import io.quarkus.arc.All;
import io.vigil.access.standing.Credentials;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.settings.SealedColumn;
import io.vigil.settings.SecretBox;
import io.vigil.system.progress.ProgressRows;
import io.vigil.system.progress.ProgressView;
import io.vigil.system.progress.Work;
import io.vigil.system.rotation.SealedRows.Count;
import io.vigil.web.Roles;

/** How far a change of the secret key has come, over HTTP; ours, clients of the contract do not know it. */
@Path("/api/v1/system/secret-key")
public class SecretKeyResource {

    private final SecretBox box;
    private final List<SealedRows> columns;
    private final Clock clock;

    SecretKeyResource(SecretBox box, @All List<SealedColumn> columns, Clock clock) {
        this.box = box;
        this.columns = columns.stream().map(SealedRows::new).toList();
        this.clock = clock;
    }

    /**
     * Keys by their names, and what they sealed.
     *
     * @param previousKeyId null if this process has none
     * @param sealed how many rows have secrets
     * @param left how many of these need the previous key
     * @param spoilt how many the previous key sealed and does not open, for they were changed since; nothing waits for them
     * @param lost how many need a key that this process does not have
     * @param apiKeysLeft how many API keys end with the key under which they were last used; another use frees them of it
     * @param previousKeyMayGo whether nothing needs it any more
     * @param progress of the latest change; null if there was none
     */
    public record View(String keyId, String previousKeyId, long sealed, long left, long spoilt, long lost, long apiKeysLeft,
            boolean previousKeyMayGo, List<PlaceView> places, ProgressView progress) {
    }

    /** The same of one column, {@code table.column}. */
    public record PlaceView(String place, long sealed, long left, long spoilt, long lost) {
    }

    /** What waits for no row to be opened. */
    private record Rest(long apiKeysLeft, boolean isRunning, Optional<ProgressView> progress) {
    }

    /** In several sessions: secrets are opened in none, and there may be many. */
    @GET
    @RolesAllowed(Roles.ADMIN)
    public View get() {
        List<Count> counts = SealedRows.counts(columns, box);
        List<PlaceView> places = IntStream.range(0, columns.size())
                .mapToObj(place -> view(columns.get(place).column(), counts.get(place))).toList();
        long left = places.stream().mapToLong(PlaceView::left).sum();
        Instant now = clock.instant();
        Rest rest = SessionContext.session("secret-key.get").asReadOnly().within(Budget.REQUEST)
                .call(db -> new Rest(Credentials.countBound(now), ProgressRows.isRunning(db, Work.KEY_ROTATION),
                        ProgressRows.latest(db, Work.KEY_ROTATION, now)));
        return new View(box.keyId(), box.previousKeyId().orElse(null), places.stream().mapToLong(PlaceView::sealed).sum(), left,
                places.stream().mapToLong(PlaceView::spoilt).sum(), places.stream().mapToLong(PlaceView::lost).sum(),
                rest.apiKeysLeft,
                box.previousKeyId().isPresent() && left == 0 && rest.apiKeysLeft == 0 && !rest.isRunning, places,
                rest.progress.orElse(null));
    }

    private static PlaceView view(SealedColumn column, Count count) {
        return new PlaceView(column.place(), count.sealed(), count.left(), count.spoilt(), count.lost());
    }
}
