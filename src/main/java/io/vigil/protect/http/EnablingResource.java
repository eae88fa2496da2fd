package io.vigil.protect.http;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;

import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.ext.web.RoutingContext;
import io.vigil.camera.Camera;
import io.vigil.protect.client.ControllerCamera;
import io.vigil.protect.client.ControllerClient;
import io.vigil.protect.client.ControllerException;
import io.vigil.protect.http.Wrapped.Meta;
import io.vigil.protect.internal.Controller;
import io.vigil.protect.internal.Discovery;
import io.vigil.session.Budget;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionContext;
import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** Which of a controller's cameras are used, and which of their detections. */
@Path("/api/v1/protect/controllers/{id}/cameras/{camera}")
public class EnablingResource {

    private static final List<String> USUAL = List.of("person", "vehicle", "package");
    private static final Set<String> ALL = Set.of("person", "vehicle", "package", "animal", "motion");

    private final ControllerQuestions questions;
    private final Discovery discovery;
    private final Settings settings;
    private final Clock clock;

    EnablingResource(ControllerQuestions questions, Discovery discovery, Settings settings, Clock clock) {
        this.questions = questions;
        this.discovery = discovery;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * How to use it.
     *
     * @param name what to call it; null for the name it has
     * @param smartDetectionTypes what to hear; null for what was heard before, or else the usual
     */
    public record Wish(@Size(max = 100) @Pattern(regexp = "(?s).*\\S.*", message = "must not be blank") String name,
            List<String> smartDetectionTypes) {
    }

    /** What to hear. */
    public record Filters(@NotNull List<String> smartDetectionTypes) {
    }

    /** A camera that is used. */
    record EnabledView(UUID cameraId, String protectCameraId, String name, boolean isEnabledForAi,
            List<String> smartDetectionTypes) {
    }

    /** One that is not used any more. */
    record DisabledView(String protectCameraId, boolean isEnabledForAi) {
    }

    /** What is heard of it. */
    record FiltersView(String protectCameraId, String name, List<String> smartDetectionTypes, boolean isEnabledForAi) {
    }

    /** Uses the camera. One that was used before is switched on again; any other is one that the controller tells of. */
    @POST
    @Path("/enable")
    @ResponseStatus(201)
    @Blocking
    @RolesAllowed(Roles.ADMIN)
    public Uni<Wrapped<EnabledView, Meta>> enable(@RestPath UUID id, @RestPath String camera, @Valid Wish wish,
            @Context RoutingContext request) {
        Wish wanted = wish == null ? new Wish(null, null) : wish;
        List<String> detections = wanted.smartDetectionTypes() == null ? null
                : checked(wanted.smartDetectionTypes());
        return told(id, camera).emitOn(Infrastructure.getDefaultWorkerPool())
                .map(told -> {
                    int cooldown = settings.get(SettingKey.COOLDOWN_PERIOD);
                    return SessionContext.session("protect.enable").within(Budget.REQUEST)
                            .call(() -> adopt(id, told, wanted.name(), detections, cooldown));
                })
                .map(view -> Wrapped.of(view, request, clock.instant()));
    }

    private EnabledView adopt(UUID id, ControllerCamera told, String name, List<String> detections, int cooldown) {
        Camera before = Camera.servedBy(Controller.locked(id).id).get(told.id());
        List<String> usual = before == null || before.detections() == null ? USUAL : before.detections();
        Camera camera = Camera.adopt(id, told.id(), name, told.name(), told.isDoorbell(),
                detections == null ? usual : detections, cooldown, clock.instant());
        return new EnabledView(camera.id, told.id(), camera.name(), true, camera.detections());
    }

    /** As the controller told, this time or before; a camera of an earlier day need not be told of again. */
    private Uni<ControllerCamera> told(UUID id, String cameraId) {
        Optional<ControllerCamera> known = SessionContext.session("protect.enabled-before").asReadOnly().within(Budget.REQUEST)
                .call(() -> Optional.ofNullable(Camera.servedBy(Controller.existing(id).id).get(cameraId))
                        .map(camera -> new ControllerCamera(cameraId, camera.name(), null, false, camera.isDoorbell(),
                                List.of())));
        Optional<ControllerCamera> before = discovery.last(id).flatMap(listing -> listing.camera(cameraId)).or(() -> known);
        if (before.isPresent()) {
            return Uni.createFrom().item(before.get());
        }
        return questions.ask(id, ControllerClient::cameras)
                .onFailure(ControllerException.class)
                .transform(failure -> ProblemException.unavailable(failure.getMessage(), ControllerQuestions.SOON))
                .map(cameras -> discovery.found(id, cameras).camera(cameraId).orElseThrow(() -> ProblemException
                        .badRequest("unknown_camera", "The controller has no such camera")));
    }

    /** Uses it no more; it keeps its events, its name and what was heard of it. */
    @POST
    @Path("/disable")
    @RolesAllowed(Roles.ADMIN)
    @RequestSession
    public Wrapped<DisabledView, Meta> disable(@RestPath UUID id, @RestPath String camera, @Context RoutingContext request) {
        used(id, camera).switchOff(clock.instant());
        return Wrapped.of(new DisabledView(camera, false), request, clock.instant());
    }

    /** Hears these detections of it, and no others. */
    @PUT
    @Path("/filters")
    @RolesAllowed(Roles.ADMIN)
    @RequestSession
    public Wrapped<FiltersView, Meta> filter(@RestPath UUID id, @RestPath String camera, @NotNull @Valid Filters filters,
            @Context RoutingContext request) {
        Camera used = used(id, camera);
        used.filter(checked(filters.smartDetectionTypes()), clock.instant());
        return Wrapped.of(new FiltersView(camera, used.name(), used.detections(), used.isEnabled()), request, clock.instant());
    }

    private static Camera used(UUID id, String cameraId) {
        Camera camera = Camera.servedBy(Controller.existing(id).id).get(cameraId);
        if (camera == null) {
            throw ProblemException.notFound("camera", cameraId);
        }
        return camera;
    }

    private static List<String> checked(List<String> detections) {
        if (detections.stream().anyMatch(detection -> detection == null || !ALL.contains(detection))) {
            throw ProblemException.invalid("body", "smart_detection_types",
                    "each must be one of person, vehicle, package, animal, motion");
        }
        return detections.stream().distinct().toList();
    }
}
