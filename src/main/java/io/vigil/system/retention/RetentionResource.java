package io.vigil.system.retention;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;

import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** How long events are kept, over HTTP. The days are the same setting as {@code retention_days} of the settings. */
@Path("/api/v1/system/retention")
public class RetentionResource {

    private final Settings settings;
    private final Clock clock;

    RetentionResource(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** What a client wants: -1 or 0 for ever, 7, 30, 90 or 365 days. */
    public record Wanted(Object retentionDays) {
    }

    /**
     * What holds.
     *
     * @param nextCleanup when events are next cleaned up by their age, at two in the household's night; null if they are not
     */
    public record View(int retentionDays, Instant nextCleanup, boolean forever) {
    }

    @GET
    @RolesAllowed(Roles.USER)
    public View get() {
        RetentionPolicy policy = RetentionPolicy.of(settings);
        Instant now = clock.instant();
        Instant next = policy.isForever() || !policy.isAutomatic() ? null
                : policy.nextAfter(SessionContext.session("retention.read").asReadOnly().within(Budget.REQUEST)
                        .call(RetentionRows::ranAt).filter(ranAt -> RetentionPolicy.isRecent(ranAt, now)).orElse(now));
        return new View(policy.days(), next, policy.isForever());
    }

    /** 422 for any other number of days. */
    @PUT
    @RolesAllowed(Roles.ADMIN)
    public View change(@NotNull Wanted wanted) {
        if (wanted.retentionDays() == null) {
            throw ProblemException.invalid("body", SettingKey.RETENTION_DAYS.name(), "must be there");
        }
        settings.change(Map.of(SettingKey.RETENTION_DAYS.name(), wanted.retentionDays()));
        return get();
    }
}
