package io.vigil.summary.http;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestQuery;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;
import io.vigil.summary.Wanted;
import io.vigil.summary.http.SummaryView.Daily;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** Summaries that are written for somebody who waits. A worker begins; neither a thread nor a connection waits with them. */
@Path("/api/v1/summaries")
public class GenerationResource {

    private final Orders orders;
    private final Settings settings;
    private final Clock clock;

    GenerationResource(Orders orders, Settings settings, Clock clock) {
        this.orders = orders;
        this.settings = settings;
        this.clock = clock;
    }

    /** Writes a summary. What keeps models from it leads to a text of figures, which the next order of the same replaces. */
    @POST
    @Path("/generate")
    @Blocking
    @ResponseStatus(201)
    @RolesAllowed(Roles.USER)
    public Uni<SummaryView> generate(@NotNull @Valid NewSummary order) {
        return orders.written(order.wanted(clock.instant(), settings.get(SettingKey.TIMEZONE)));
    }

    /** The summary of a day of the household: the one that is there, if it is good still, or a new one. */
    @GET
    @Path("/daily")
    @Blocking
    @RolesAllowed({ Roles.USER, Roles.READ_EVENTS })
    public Uni<Daily> daily(@RestQuery String date, @RestQuery("camera_ids") String cameraIds) {
        ZoneId zone = settings.get(SettingKey.TIMEZONE);
        LocalDate day = day(date, zone);
        Instant start = day.atStartOfDay(zone).toInstant();
        Instant end = day.plusDays(1).atStartOfDay(zone).toInstant();
        // Zones that moved across the date line left a day out.
        if (!start.isBefore(end)) {
            throw ProblemException.badRequest("bad_date", "There was no " + day + " in " + zone);
        }
        Wanted wanted = new Wanted(start, end, cameras(cameraIds), zone);
        return orders.ofDay(wanted).map(seen -> new Daily(seen.summary(), day.toString(), seen.wasThere()));
    }

    private LocalDate day(String date, ZoneId zone) {
        if (date == null || date.isEmpty()) {
            throw ProblemException.invalid("query", "date", "must be there");
        }
        LocalDate day;
        try {
            day = LocalDate.parse(date);
        } catch (DateTimeException e) {
            throw ProblemException.badRequest("bad_date", "date must be a day such as 2026-11-24");
        }
        if (day.isAfter(LocalDate.ofInstant(clock.instant(), zone))) {
            throw ProblemException.badRequest("future_date", "date may not be in the future");
        }
        // Earlier than the database can tell; nothing was recorded then either.
        if (day.getYear() < 1970) {
            throw ProblemException.badRequest("bad_date", "date must be in 1970 or later");
        }
        return day;
    }

    private static List<UUID> cameras(String list) {
        if (list == null || list.isBlank()) {
            return List.of();
        }
        try {
            return Arrays.stream(list.split(",")).map(String::strip).filter(text -> !text.isEmpty()).map(UUID::fromString)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("query", "camera_ids", "must be UUIDs, with commas in between");
        }
    }
}
