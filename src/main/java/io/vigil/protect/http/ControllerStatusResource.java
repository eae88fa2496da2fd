package io.vigil.protect.http;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;

import org.hibernate.Session;
import org.jboss.resteasy.reactive.RestPath;

import io.vertx.ext.web.RoutingContext;
import io.vigil.camera.Camera;
import io.vigil.protect.client.ControllerCamera;
import io.vigil.protect.connection.Connection;
import io.vigil.protect.detection.CameraActivity;
import io.vigil.protect.detection.CameraActivity.Activity;
import io.vigil.protect.http.Wrapped.Meta;
import io.vigil.protect.internal.ConnectionState;
import io.vigil.protect.internal.Controller;
import io.vigil.protect.internal.Discovery;
import io.vigil.protect.internal.Held;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.web.Roles;

/** How the connection to a controller fares, for a person who wonders. */
@Path("/api/v1/protect/controllers/{id}/status")
public class ControllerStatusResource {

    private static final Activity NONE = new Activity(null, 0);

    private final Held held;
    private final Discovery discovery;
    private final Clock clock;

    ControllerStatusResource(Held held, Discovery discovery, Clock clock) {
        this.held = held;
        this.discovery = discovery;
        this.clock = clock;
    }

    /**
     * How it fares.
     *
     * @param since when it came to this state
     * @param isHolder whether the process that answers keeps the connection
     * @param queued what it told and is not stored yet; null unless this process keeps the connection
     */
    record StatusView(UUID controllerId, ConnectionState state, Instant since, boolean isHolder, boolean isConnected,
            Instant lastConnectedAt, Instant lastFrameAt, String lastError, Instant nextAttemptAt, long drops, Integer queued,
            List<CameraStatus> cameras) {
    }

    /**
     * How one camera fares.
     *
     * @param id null if it is not used here
     * @param isOnline null if the process that answers does not know
     * @param suppressedCount events that were not stored because of the cooldown
     */
    record CameraStatus(String protectCameraId, UUID id, String name, Boolean isOnline, Instant lastEventAt,
            long suppressedCount) {
    }

    private record Used(UUID id, String name, Activity activity) {
    }

    private record Stored(StatusView view, Map<String, Used> cameras) {
    }

    @GET
    @RolesAllowed(Roles.ADMIN)
    public Wrapped<StatusView, Meta> status(@RestPath UUID id, @Context RoutingContext request) {
        Optional<Connection> here = held.connection(id);
        Stored stored = SessionContext.session("protect.status").asReadOnly().within(Budget.REQUEST)
                .call(db -> stored(db, Controller.existing(id), here));
        StatusView view = stored.view();
        view.cameras().addAll(cameras(id, stored.cameras(), here.map(Connection::online).orElse(Map.of())));
        return Wrapped.of(view, request, clock.instant());
    }

    private Stored stored(Session db, Controller row, Optional<Connection> here) {
        Instant now = clock.instant();
        Map<String, Used> used = new HashMap<>();
        Map<UUID, Activity> activities = CameraActivity.ofController(db, row.id);
        Camera.servedBy(row.id).forEach(
                (name, camera) -> used.put(name, new Used(camera.id, camera.name(),
                        activities.getOrDefault(camera.id, NONE))));
        Instant lastFrameAt = here.map(Connection::lastFrameAt).orElse(row.lastFrameAt);
        return new Stored(new StatusView(row.id, row.shownState(now), row.stateSince, here.isPresent(), row.isConnected(now),
                row.lastConnectedAt, lastFrameAt, row.lastError, row.nextAttemptAt, row.drops,
                here.map(Connection::depth).orElse(null), new ArrayList<>()), used);
    }

    /** Those that the controller told of, and those that are used though it told of them long ago. */
    private List<CameraStatus> cameras(UUID id, Map<String, Used> used, Map<String, Boolean> online) {
        List<CameraStatus> cameras = new ArrayList<>();
        Map<String, Used> left = new HashMap<>(used);
        discovery.last(id).ifPresent(listing -> {
            for (ControllerCamera camera : listing.cameras()) {
                cameras.add(camera(camera.id(), left.remove(camera.id()), camera.name(),
                        online.getOrDefault(camera.id(), camera.isOnline())));
            }
        });
        left.forEach((name, camera) -> cameras.add(camera(name, camera, camera.name(), online.get(name))));
        return cameras;
    }

    private static CameraStatus camera(String protectId, Used used, String name, Boolean online) {
        Activity activity = used == null ? NONE : used.activity();
        return new CameraStatus(protectId, used == null ? null : used.id(), used == null ? name : used.name(), online,
                activity.lastEventAt(), activity.suppressed());
    }
}
