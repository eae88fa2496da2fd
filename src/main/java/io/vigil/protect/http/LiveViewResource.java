package io.vigil.protect.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestPath;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Future;
import io.vigil.camera.Camera;
import io.vigil.event.EventIngest;
import io.vigil.event.EventIngest.Detection;
import io.vigil.event.EventKind;
import io.vigil.event.NewEvent;
import io.vigil.media.Pictures;
import io.vigil.protect.client.ControllerClient;
import io.vigil.protect.client.ControllerException;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** What a camera sees now. Only cameras of a controller can be asked. */
@Path("/api/v1/cameras")
public class LiveViewResource {

    /** Clients ask about as often; more would cost the controller's patience, which events need. */
    private static final Duration FRESH = Duration.ofSeconds(2);

    private final Map<UUID, Preview> previews = new ConcurrentHashMap<>();
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

    /** A preview that was asked for at that time, or the reason why there is none. */
    private record Preview(Instant at, CompletableFuture<PreviewView> answer) {
        private boolean isFresh(Instant now) {
            return !answer.isDone() || Duration.between(at, now).abs().compareTo(FRESH) < 0;
        }
    }

    /** A small picture of now, or of a moment ago: all who look share it. 400 says why there is none, 503 when to ask again. */
    @GET
    @Path("/{id}/preview")
    @Blocking
    @RolesAllowed({ Roles.USER, Roles.READ_CAMERAS })
    public Uni<PreviewView> preview(@RestPath UUID id) {
        Asked asked = asked(id);
        Instant now = clock.instant();
        previews.values().removeIf(preview -> !preview.isFresh(now));
        Preview mine = new Preview(now, new CompletableFuture<>());
        Preview shown = previews.merge(id, mine, (present, other) -> present.isFresh(now) ? present : other);
        if (shown == mine) {
            Uni.createFrom().deferred(() -> withPicture(asked, client -> client.preview(asked.protectCameraId()),
                    file -> new PreviewView(Base64.getEncoder().encodeToString(pictures.preview(file)))))
                    .subscribe().with(mine.answer()::complete, mine.answer()::completeExceptionally);
        }
        // A copy, because whoever goes away must not take it from the others.
        return Uni.createFrom().completionStage(shown.answer().copy());
    }

    /** Makes an event of what the camera sees now, to be described like any other. */
    @POST
    @Path("/{id}/analyze")
    @Blocking
    @RolesAllowed({ Roles.USER, Roles.WRITE_CAMERAS })
    public Uni<AnalysisView> analyze(@RestPath UUID id) {
        Asked asked = asked(id);
        return withPicture(asked, client -> client.snapshot(asked.protectCameraId()), file -> {
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

    private static Asked asked(UUID id) {
        return SessionContext.session("protect.live-view").asReadOnly().within(Budget.REQUEST)
                .call(() -> asked(Camera.existing(id)));
    }

    private <T> Uni<T> withPicture(Asked asked, Function<ControllerClient, Future<java.nio.file.Path>> question,
            Function<java.nio.file.Path, T> use) {
        return questions.ask(asked.controllerId(), question)
                .onFailure(ControllerException.class).transform(LiveViewResource::problem)
                .emitOn(Infrastructure.getDefaultWorkerPool()).map(file -> {
                    try {
                        return use.apply(file);
                    } finally {
                        ControllerQuestions.delete(file);
                    }
                });
    }

    /** Who is asked too often will be asked again; what else there is, a person should see. */
    private static ProblemException problem(Throwable failure) {
        return failure instanceof ControllerException limited && limited.kind() == ControllerException.Kind.LIMITED
                ? ControllerQuestions.problem(limited)
                : ProblemException.badRequest("no_picture", failure.getMessage());
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
