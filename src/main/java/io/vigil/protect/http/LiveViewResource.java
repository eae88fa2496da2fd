package io.vigil.protect.http;

import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestPath;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vigil.camera.Camera;
import io.vigil.event.EventIngest;
import io.vigil.event.EventIngest.Detection;
import io.vigil.event.EventKind;
import io.vigil.event.NewEvent;
import io.vigil.media.Pictures;
import io.vigil.protect.client.ControllerException;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** What a camera sees now. Only cameras of a controller can be asked. */
@Path("/api/v1/cameras")
public class LiveViewResource {

    private final ControllerQuestions questions;
    private final Pictures pictures;
    private final EventIngest ingest;
    private final Clock clock;

    LiveViewResource(ControllerQuestions questions, Pictures pictures, EventIngest ingest, Clock clock) {
        this.questions = questions;
        this.pictures = pictures;
        this.ingest = ingest;
        this.clock = clock;
    }

    /** A JPEG, in base64. */
    record PreviewView(String thumbnailBase64) {
    }

    /** An event was made. */
    record AnalysisView(boolean success, String message, UUID eventId) {
    }

    private record Asked(UUID controllerId, String protectCameraId) {
    }

    /** A small picture of now; 400 says why there is none. */
    @GET
    @Path("/{id}/preview")
    @Blocking
    @RolesAllowed({ Roles.USER, Roles.READ_CAMERAS })
    public Uni<PreviewView> preview(@RestPath UUID id) {
        return withSnapshot(id, file -> new PreviewView(Base64.getEncoder().encodeToString(pictures.preview(file))));
    }

    /** Makes an event of what the camera sees now, to be described like any other. */
    @POST
    @Path("/{id}/analyze")
    @Blocking
    @RolesAllowed({ Roles.USER, Roles.WRITE_CAMERAS })
    public Uni<AnalysisView> analyze(@RestPath UUID id) {
        return withSnapshot(id, file -> {
            Instant now = clock.instant();
            UUID event = ingest.receive(new Detection(id, "manual:" + id, null, EventKind.MOTION, now, byHand(id, now), file,
                    null)).event().id();
            return new AnalysisView(true, "An event was made and will be described", event);
        });
    }

    private static NewEvent byHand(UUID camera, Instant now) {
        return new NewEvent(camera, now, null, 0, List.of("unknown"), null, null, null, "protect", null, "manual_trigger", null,
                null, null, null, null, null, null, null, null);
    }

    private <T> Uni<T> withSnapshot(UUID id, Function<java.nio.file.Path, T> use) {
        Asked asked = SessionContext.session("protect.live-view").asReadOnly().within(Budget.REQUEST)
                .call(() -> asked(Camera.existing(id)));
        return questions.ask(asked.controllerId(), client -> client.snapshot(asked.protectCameraId()))
                .onFailure(ControllerException.class)
                .transform(failure -> ProblemException.badRequest("no_picture", failure.getMessage()))
                .emitOn(Infrastructure.getDefaultWorkerPool()).map(file -> {
                    try {
                        return use.apply(file);
                    } finally {
                        ControllerQuestions.delete(file);
                    }
                });
    }

    private static Asked asked(Camera camera) {
        if (!camera.isEnabled()) {
            throw ProblemException.badRequest("disabled", "The camera is disabled");
        }
        if (camera.protectControllerId() == null || camera.protectCameraId() == null) {
            throw ProblemException.badRequest("not_running", "The camera is not running: only its events come in");
        }
        return new Asked(camera.protectControllerId(), camera.protectCameraId());
    }
}
