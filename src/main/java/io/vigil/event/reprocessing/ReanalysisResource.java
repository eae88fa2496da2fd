package io.vigil.event.reprocessing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestPath;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vigil.ai.AiConfig;
import io.vigil.event.EventView;
import io.vigil.event.ReprocessingService;
import io.vigil.event.internal.EventQuery;
import io.vigil.event.reprocessing.SecondLooks.Candidate;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** A second look at one event, for a person who waits for it. No thread and no connection waits with them. */
@Path("/api/v1/events/{id}/reanalyze")
public class ReanalysisResource {

    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final Duration SOON = Duration.ofMinutes(1);

    private final ReprocessingService reprocessing;
    private final AiConfig config;
    private final Clock clock;

    ReanalysisResource(ReprocessingService reprocessing, AiConfig config, Clock clock) {
        this.reprocessing = reprocessing;
        this.config = config;
        this.clock = clock;
    }

    /**
     * How to look.
     *
     * @param analysisMode what the model is to be shown
     */
    public record NewLook(@NotNull @Pattern(regexp = MODES, message = "must be one of " + MODES) String analysisMode) {

        private static final String MODES = "single_frame|multi_frame|video_native";
    }

    /**
     * 200 with the event once it has its new text; 202 if that takes longer than a model may, because the event still waits.
     * The text it had before is no answer, even if the event is described by it still.
     */
    @POST
    @Blocking
    @RolesAllowed(Roles.USER)
    public Uni<Response> reanalyze(@RestPath UUID id, @NotNull @Valid NewLook look) {
        Candidate before = reprocessing.reanalyze(id, look.analysisMode());
        Instant end = clock.instant().plus(config.deadline()).plus(LOOK_EVERY);
        return Uni.createFrom().item(() -> progress(id)).runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .repeat().withDelay(LOOK_EVERY).whilst(now -> now.isPending() && clock.instant().isBefore(end))
                .select().last().toUni().onItem().transform(progress -> answer(before, progress));
    }

    private Progress progress(UUID id) {
        return SessionContext.session("event.reanalyzed").asReadOnly().within(Budget.REQUEST).call(db -> {
            // In this order: each statement sees what is there by then, and what is settled stays so.
            boolean isPending = SecondLooks.isPending(db, id, clock.instant());
            EventView event = EventQuery.byId(db, id).orElseThrow(() -> ProblemException.notFound("event", id));
            return new Progress(event, isPending);
        });
    }

    private static Response answer(Candidate before, Progress progress) {
        EventView event = progress.event();
        if (progress.isPending()) {
            return Response.accepted(event).build();
        }
        if (event.state().equals("paused_budget")) {
            throw ProblemException.unavailable(event.lastError(), SOON);
        }
        if (event.lastError() != null) {
            throw ProblemException.badGateway("The AI did not describe it: " + event.lastError());
        }
        if (!hasNewText(before, event)) {
            // Whoever was there when it was asked for is gone; all other looks leave a text or a reason.
            throw ProblemException.unavailable("No AI provider is configured", SOON);
        }
        return Response.ok(event).build();
    }

    /** A first look is not counted as a second one, and is known by the sentence that it replaced. */
    private static boolean hasNewText(Candidate before, EventView event) {
        return event.reanalysisCount() > before.looks()
                || before.descriptionSource().equals("metadata") && event.descriptionSource().equals("ai");
    }

    /** Where the look has come to. */
    private record Progress(EventView event, boolean isPending) {
    }
}
