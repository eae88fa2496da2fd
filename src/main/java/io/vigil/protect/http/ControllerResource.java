package io.vigil.protect.http;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;

import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vigil.camera.Camera;
import io.vigil.protect.ProtectService;
import io.vigil.protect.http.Wrapped.Meta;
import io.vigil.protect.internal.ConnectionState;
import io.vigil.protect.internal.Controller;
import io.vigil.protect.internal.ControllerRows;
import io.vigil.protect.internal.Discovery;
import io.vigil.protect.internal.LiveNews;
import io.vigil.protect.internal.Target;
import io.vigil.session.Budget;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionContext;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;
import io.vigil.web.live.LiveSink;

/** Controllers over HTTP: set up, changed, connected and taken away. */
@Path("/api/v1/protect/controllers")
public class ControllerResource {

    private static final int PAGE = 1000;

    private final ControllerBody bodies;
    private final ProtectService service;
    private final Settling settling;
    private final Discovery discovery;
    private final LiveSink live;
    private final Clock clock;

    ControllerResource(ControllerBody bodies, ProtectService service, Settling settling, Discovery discovery, LiveSink live,
            Clock clock) {
        this.bodies = bodies;
        this.service = service;
        this.settling = settling;
        this.discovery = discovery;
        this.live = live;
        this.clock = clock;
    }

    /** What became of a controller's connection. The error is always null: an error is another answer. */
    record ConnectionView(UUID controllerId, String status, String error) {
    }

    /** The controller is gone. */
    record DeletedView(boolean deleted) {
    }

    @GET
    @RolesAllowed(Roles.USER)
    @RequestSession(readOnly = true)
    public Wrapped<List<ControllerView>, Meta> list(@Context RoutingContext request) {
        Instant now = clock.instant();
        Map<UUID, Long> cameras = Camera.countByController();
        return Wrapped.list(Controller.byName().stream()
                .map(controller -> ControllerView.of(controller, cameras.get(controller.id), now)).toList(), request, now);
    }

    @GET
    @Path("/{id}")
    @RolesAllowed(Roles.ADMIN)
    @RequestSession(readOnly = true)
    public Wrapped<ControllerView, Meta> get(@RestPath UUID id, @Context RoutingContext request) {
        return view(Controller.existing(id), request);
    }

    /** Stores it and connects; one that cannot be connected to is stored all the same, and tells why. */
    @POST
    @ResponseStatus(201)
    @Blocking
    @RolesAllowed(Roles.ADMIN)
    public Uni<Wrapped<ControllerView, Meta>> add(@NotNull ObjectNode body, @Context RoutingContext request)
            throws JsonProcessingException {
        Target.Sealed created = bodies.created(body);
        UUID id = SessionContext.session("protect.add").within(Budget.REQUEST).call(
                () -> Controller.add(created.fields(), created.password(), created.apiKey(), clock.instant()).id);
        service.wake();
        return settling.settled(id).map(view -> Wrapped.of(view, request, clock.instant()));
    }

    /** Changes what the body has. What leads to another controller, account or trust makes it connect anew. */
    @PUT
    @Path("/{id}")
    @RolesAllowed(Roles.ADMIN)
    @RequestSession
    public Wrapped<ControllerView, Meta> change(@RestPath UUID id, ObjectNode body, @Context RoutingContext request)
            throws JsonProcessingException {
        Controller controller = Controller.locked(id);
        Target.Sealed changed = bodies.over(new Target.Sealed(controller.fields, controller.password, controller.apiKey), body);
        int before = controller.revision;
        controller.change(changed.fields(), changed.password(), changed.apiKey(), clock.instant());
        if (controller.revision != before) {
            SessionContext.afterCommit("protect.connect-changed", () -> {
                discovery.forget(id);
                service.wake();
            });
        }
        return view(controller, request);
    }

    /**
     * Its cameras stay, switched off. What it told is forgotten page by page first; whoever is interrupted there leaves it
     * disconnected, and asks again.
     */
    @DELETE
    @Path("/{id}")
    @RolesAllowed(Roles.ADMIN)
    public Wrapped<DeletedView, Meta> remove(@RestPath UUID id, @Context RoutingContext request) {
        SessionContext.session("protect.leave").within(Budget.REQUEST)
                .run(() -> disconnected(id));
        service.wake();
        int forgotten;
        do {
            forgotten = SessionContext.session("protect.forget-told").within(Budget.REQUEST).call(
                    db -> ControllerRows.forgetTold(db, Controller.locked(id).id, PAGE));
        } while (forgotten == PAGE);
        SessionContext.session("protect.remove").within(Budget.REQUEST).run(() -> {
            Controller controller = Controller.locked(id);
            Camera.leave(id, clock.instant());
            controller.delete();
        });
        discovery.forget(id);
        service.wake();
        return Wrapped.of(new DeletedView(true), request, clock.instant());
    }

    /** Connects now, if it is not connected; 503 tells why it cannot. */
    @POST
    @Path("/{id}/connect")
    @Blocking
    @RolesAllowed(Roles.ADMIN)
    public Uni<Wrapped<ConnectionView, Meta>> connect(@RestPath UUID id, @Context RoutingContext request) {
        SessionContext.session("protect.connect").within(Budget.REQUEST)
                .run(() -> Controller.locked(id).connect(clock.instant()));
        service.wake();
        return settling.settled(id).map(view -> {
            if (view.state() != ConnectionState.CONNECTED) {
                throw ProblemException.unavailable(
                        view.lastError() == null ? "The controller is not connected yet" : view.lastError(),
                        ControllerQuestions.SOON);
            }
            return Wrapped.of(new ConnectionView(id, "connected", null), request, clock.instant());
        });
    }

    /** Connects no more until a person wants it again. If the connection is kept here, it is gone when this answers. */
    @POST
    @Path("/{id}/disconnect")
    @Blocking
    @RolesAllowed(Roles.ADMIN)
    public Uni<Wrapped<ConnectionView, Meta>> disconnect(@RestPath UUID id, @Context RoutingContext request) {
        SessionContext.session("protect.disconnect").within(Budget.REQUEST)
                .run(() -> disconnected(id));
        return Uni.createFrom().completionStage(service.left(id)).ifNoItem().after(ControllerQuestions.SOON).fail().onFailure()
                .recoverWithNull()
                .map(gone -> Wrapped.of(new ConnectionView(id, "disconnected", null), request, clock.instant()));
    }

    private void disconnected(UUID id) {
        Controller.locked(id).disconnect(clock.instant());
        LiveNews.connection(live, id, ConnectionState.DISCONNECTED, null);
    }

    private Wrapped<ControllerView, Meta> view(Controller controller, RoutingContext request) {
        Instant now = clock.instant();
        return Wrapped.of(ControllerView.of(controller, Camera.countByController().get(controller.id), now), request, now);
    }
}
