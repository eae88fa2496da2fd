package io.vigil.summary.http;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import io.vigil.session.RequestSession;
import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;
import io.vigil.summary.Summary;
import io.vigil.summary.http.SummaryView.OfDay;
import io.vigil.summary.http.SummaryView.Page;
import io.vigil.summary.http.SummaryView.Recent;
import io.vigil.web.Roles;

/** Summaries that are there. */
@Path("/api/v1/summaries")
public class SummaryResource {

    private final Settings settings;
    private final Clock clock;

    SummaryResource(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** The newest first. */
    @GET
    @RolesAllowed({ Roles.USER, Roles.READ_EVENTS })
    @RequestSession(readOnly = true)
    public Page list(@RestQuery @DefaultValue("20") @Min(1) @Max(100) Integer limit,
            @RestQuery @DefaultValue("0") @Min(0) Integer offset) {
        return new Page(Summary.page(offset, limit).stream().map(SummaryView::listed).toList(), Summary.count());
    }

    /** The latest of today and of yesterday, as the household counts days; a day without one is left out. */
    @GET
    @Path("/recent")
    @RolesAllowed({ Roles.USER, Roles.READ_EVENTS })
    @RequestSession(readOnly = true)
    public Recent recent() {
        ZoneId zone = settings.get(SettingKey.TIMEZONE);
        LocalDate today = LocalDate.ofInstant(clock.instant(), zone);
        List<OfDay> days = new ArrayList<>();
        for (LocalDate day : List.of(today, today.minusDays(1))) {
            Instant end = day.plusDays(1).atStartOfDay(zone).toInstant();
            Summary.ofDay(day, day.atStartOfDay(zone).toInstant(), end)
                    .ifPresent(summary -> days.add(OfDay.of(summary, day.toString())));
        }
        return new Recent(days);
    }

    /** One of them. */
    @GET
    @Path("/{id}")
    @RolesAllowed({ Roles.USER, Roles.READ_EVENTS })
    @RequestSession(readOnly = true)
    public SummaryView get(@RestPath UUID id) {
        return SummaryView.of(Summary.existing(id));
    }
}
