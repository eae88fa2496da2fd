package io.vigil.protect.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;

import org.jboss.resteasy.reactive.RestPath;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vigil.camera.Camera;
import io.vigil.protect.client.ControllerClient;
import io.vigil.protect.client.ControllerException;
import io.vigil.protect.http.DiscoveredCamera.Known;
import io.vigil.protect.http.Wrapped.CameraMeta;
import io.vigil.protect.internal.Controller;
import io.vigil.protect.internal.Discovery;
import io.vigil.protect.internal.Discovery.Listing;
import io.vigil.protect.internal.Held;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.web.ProblemException;
import io.vigil.web.RequestId;
import io.vigil.web.Roles;

/** Which cameras a controller has. */
@Path("/api/v1/protect/controllers")
public class DiscoveryResource {

    private static final Duration FRESH = Duration.ofSeconds(60);

    private final ControllerQuestions questions;
    private final Discovery discovery;
    private final Held held;
    private final Clock clock;

    DiscoveryResource(ControllerQuestions questions, Discovery discovery, Held held, Clock clock) {
        this.questions = questions;
        this.discovery = discovery;
        this.held = held;
        this.clock = clock;
    }

    /** Who answered: the controller just now, or a while ago and then perhaps why not now. */
    private record Found(Listing listing, boolean cached, String warning) {
    }

    /** All its cameras, as it told within the last minute; or as it told last, with a warning, if it cannot be asked. */
    @GET
    @Path("/{id}/cameras")
    @Blocking
    @RolesAllowed(Roles.USER)
    public Uni<Wrapped<List<DiscoveredCamera>, CameraMeta>> list(@RestPath UUID id,
            @QueryParam("force_refresh") Boolean forceRefresh, @Context RoutingContext request) {
        Map<String, Known> known = SessionContext.session("protect.cameras").asReadOnly().within(Budget.REQUEST)
                .call(() -> known(Controller.existing(id).id));
        Optional<Listing> last = discovery.last(id);
        Uni<Found> found = !Boolean.TRUE.equals(forceRefresh) && last.filter(this::isFresh).isPresent()
                ? Uni.createFrom().item(new Found(last.get(), true, null))
                : asked(id, last);
        return found.map(answer -> wrapped(id, answer, known, request));
    }

    private Uni<Found> asked(UUID id, Optional<Listing> last) {
        return questions.ask(id, ControllerClient::cameras).map(cameras -> new Found(discovery.found(id, cameras), false, null))
                .onFailure(ControllerException.class).recoverWithUni(failure -> last
                        .map(listing -> Uni.createFrom().item(new Found(listing, true, failure.getMessage())))
                        .orElseGet(() -> Uni.createFrom()
                                .failure(ProblemException.unavailable(failure.getMessage(), ControllerQuestions.SOON))));
    }

    private boolean isFresh(Listing listing) {
        return clock.instant().isBefore(listing.at().plus(FRESH));
    }

    private static Map<String, Known> known(UUID id) {
        Map<String, Known> known = new HashMap<>();
        Camera.servedBy(id).forEach((name, camera) -> known.put(name, Known.of(camera)));
        return known;
    }

    private Wrapped<List<DiscoveredCamera>, CameraMeta> wrapped(UUID id, Found found, Map<String, Known> known,
            RoutingContext request) {
        Map<String, Boolean> online = held.connection(id).map(connection -> connection.online()).orElse(Map.of());
        Instant now = clock.instant();
        List<DiscoveredCamera> cameras = found.listing().cameras().stream()
                .map(camera -> DiscoveredCamera.of(camera, known.get(camera.id()), online.get(camera.id()))).toList();
        return new Wrapped<>(cameras, new CameraMeta(RequestId.of(request), now, cameras.size(), id, found.cached(),
                found.cached() ? found.listing().at() : null, found.warning()));
    }
}
