package io.vigil.summary.digest;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vigil.session.Budget;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionContext;
import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;
import io.vigil.summary.digest.DigestRuns.Known;
import io.vigil.summary.digest.DigestRuns.Run;
import io.vigil.summary.digest.DigestView.Page;
import io.vigil.summary.digest.DigestView.Status;
import io.vigil.summary.digest.DigestView.Triggered;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** Digests over HTTP. */
@Path("/api/v1/digests")
public class DigestResource {

    private final DigestsByHand byHand;
    private final Settings settings;
    private final Clock clock;

    DigestResource(DigestsByHand byHand, Settings settings, Clock clock) {
        this.byHand = byHand;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Which digest is wanted.
     *
     * @param date of the household, {@code YYYY-MM-DD}; null for yesterday
     */
    public record NewDigest(String date) {
    }

    /** The newest first. */
    @GET
    @RolesAllowed({ Roles.USER, Roles.READ_EVENTS })
    @RequestSession(readOnly = true)
    public Page list(@RestQuery("digest_type") String type, @RestQuery @DefaultValue("20") @Min(1) @Max(100) Integer limit,
            @RestQuery @DefaultValue("0") @Min(0) Integer offset) {
        return DigestQuery.page(SessionContext.current(), DigestQuery.type(type), offset, limit);
    }

    /** How the schedule goes. */
    @GET
    @Path("/status")
    @RolesAllowed({ Roles.USER, Roles.READ_EVENTS })
    @RequestSession(readOnly = true)
    public Status status() {
        DigestSchedule schedule = DigestSchedule.of(settings);
        Instant now = clock.instant();
        Known known = DigestRuns.known(SessionContext.current(), now);
        Optional<Run> last = DigestRuns.last(SessionContext.current());
        return new Status(settings.get(SettingKey.DIGEST_SCHEDULE_ENABLED), schedule.time().toString(),
                last.map(Run::ranAt).orElse(null), last.map(DigestResource::word).orElse("never_run"),
                last.map(Run::lastError).orElse(null), schedule.next(now, known.keys()).orElse(null));
    }

    private static String word(Run run) {
        return switch (run.state()) {
            case "created" -> "success";
            case "skipped" -> "skipped";
            case "failed" -> "error";
            // One that is written anew went well before.
            default -> run.lastError() == null ? "success" : "error";
        };
    }

    /** One of them. */
    @GET
    @Path("/{id}")
    @RolesAllowed({ Roles.USER, Roles.READ_EVENTS })
    @RequestSession(readOnly = true)
    public DigestView get(@RestPath UUID id) {
        return existing(id);
    }

    /** Makes one now, unless it is there; answers when it is. No thread and no connection waits meanwhile. */
    @POST
    @Path("/trigger")
    @Blocking
    @RolesAllowed(Roles.ADMIN)
    public Uni<Triggered> trigger(NewDigest wanted) {
        return byHand.make(date(wanted)).onItem().transform(made -> SessionContext.session("digest.answer").asReadOnly()
                .within(Budget.REQUEST)
                .call(() -> new Triggered(made.message(), existing(made.id()), made.skipped())));
    }

    private static LocalDate date(NewDigest wanted) {
        if (wanted == null || wanted.date() == null) {
            return null;
        }
        try {
            return LocalDate.parse(wanted.date());
        } catch (DateTimeException e) {
            throw ProblemException.badRequest("bad_date", "date must be a date such as 2026-11-24");
        }
    }

    private static DigestView existing(UUID id) {
        return DigestQuery.byId(SessionContext.current(), id).orElseThrow(() -> ProblemException.notFound("digest", id));
    }
}
