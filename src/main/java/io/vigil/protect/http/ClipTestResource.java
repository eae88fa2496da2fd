package io.vigil.protect.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vigil.camera.Camera;
import io.vigil.protect.client.ControllerException;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** Whether a clip can be had from a controller: for whoever looks for a fault. */
@Path("/api/v1/protect/test-clip-download")
public class ClipTestResource {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final ControllerQuestions questions;

    ClipTestResource(ControllerQuestions questions) {
        this.questions = questions;
    }

    /** Which clip; of five minutes at most. */
    public record NewClipTest(@NotNull UUID cameraId, @NotNull Instant startTime, @NotNull Instant endTime) {
    }

    /**
     * What came of it; a failure is no error of the request.
     *
     * @param durationSeconds as asked for
     */
    record ClipTestView(boolean success, Long fileSizeBytes, Long durationSeconds, String error) {
    }

    private record Asked(UUID controllerId, String protectCameraId) {
    }

    /** Fetches the clip, measures it and throws it away. */
    @POST
    @Blocking
    @RolesAllowed(Roles.ADMIN)
    public Uni<ClipTestView> test(@NotNull @Valid NewClipTest test) {
        Duration length = Duration.between(test.startTime(), test.endTime());
        if (length.isNegative() || length.isZero() || length.compareTo(LONGEST) > 0) {
            throw ProblemException.invalid("body", "end_time", "must be after start_time, by five minutes at most");
        }
        Asked asked = SessionContext.session("protect.clip-test").asReadOnly().within(Budget.REQUEST)
                .call(() -> asked(Camera.existing(test.cameraId())));
        return questions.ask(asked.controllerId(),
                client -> client.clip(asked.protectCameraId(), test.startTime(), test.endTime()))
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(file -> new ClipTestView(true, measured(file), length.toSeconds(), null))
                .onFailure(ControllerException.class)
                .recoverWithItem(failure -> new ClipTestView(false, null, null, failure.getMessage()));
    }

    private static Asked asked(Camera camera) {
        if (camera.protectControllerId() == null || camera.protectCameraId() == null) {
            throw ProblemException.badRequest("not_running", "No controller serves this camera");
        }
        return new Asked(camera.protectControllerId(), camera.protectCameraId());
    }

    private static long measured(java.nio.file.Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ControllerQuestions.delete(file);
        }
    }
}
