package io.vigil.delivery.rules;

import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vigil.delivery.rules.RuleView.All;
import io.vigil.delivery.rules.RuleView.Rehearsal;
import io.vigil.session.Budget;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionContext;
import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;
import io.vigil.web.Roles;

/** The household's rules on which events are worth an alert. */
@Path("/api/v1/alert-rules")
public class AlertRuleResource {

    private static final int TESTED = 50;
    private static final int PAGE = 5_000;

    private final RuleBody bodies;
    private final Settings settings;
    private final Clock clock;

    /** Whether a rule is in use. */
    record Toggle(@NotNull Boolean enabled) {
    }

    /** How many events a rule is tried on, the newest; absent is {@value #TESTED}. */
    record Sample(@Min(1) @Max(100) Integer limit) {
    }

    AlertRuleResource(RuleBody bodies, Settings settings, Clock clock) {
        this.bodies = bodies;
        this.settings = settings;
        this.clock = clock;
    }

    /** The newest first. */
    @GET
    @RolesAllowed(Roles.USER)
    @RequestSession(readOnly = true)
    public All list(@RestQuery("is_enabled") Boolean enabled) {
        return All.of(AlertRule.listed(enabled));
    }

    /** One of them. */
    @GET
    @Path("/{id}")
    @RolesAllowed(Roles.USER)
    @RequestSession(readOnly = true)
    public RuleView get(@RestPath UUID id) {
        return RuleView.of(AlertRule.existing(id));
    }

    /** Adds a rule, which looks at what is told or comes to its final text from now on, also of an event stored before. */
    @POST
    @ResponseStatus(201)
    @RolesAllowed(Roles.ADMIN)
    @RequestSession
    public RuleView add(
            @RequestBody(content = @Content(schema = @Schema(implementation = RuleFields.class))) ObjectNode body)
            throws JsonProcessingException {
        return RuleView.of(AlertRule.add(bodies.over(RuleFields.DEFAULTS, body), clock.instant()));
    }

    /** Changes what the body has; an absent field stays. */
    @PUT
    @Path("/{id}")
    @RolesAllowed(Roles.ADMIN)
    @RequestSession
    public RuleView change(@RestPath UUID id,
            @RequestBody(content = @Content(schema = @Schema(implementation = RuleFields.class))) ObjectNode body)
            throws JsonProcessingException {
        AlertRule rule = AlertRule.existing(id);
        rule.change(bodies.over(rule.fields, body), clock.instant());
        return RuleView.of(rule);
    }

    /** Takes it into use, or out of it. */
    @PATCH
    @Path("/{id}/toggle")
    @RolesAllowed(Roles.ADMIN)
    @RequestSession
    public RuleView toggle(@RestPath UUID id, @Valid @NotNull Toggle wanted) {
        AlertRule rule = AlertRule.existing(id);
        rule.change(rule.fields.enabled(wanted.enabled()), clock.instant());
        return RuleView.of(rule);
    }

    /** Forgets it, after its alerts, a bounded page in each session. What it told people stays. */
    @DELETE
    @Path("/{id}")
    @RolesAllowed(Roles.ADMIN)
    public void remove(@RestPath UUID id) {
        // No event meets it from here on.
        SessionContext.session("alert-rule.switch-off").rootOnly().within(Budget.REQUEST).run(() -> {
            AlertRule rule = AlertRule.existing(id);
            rule.change(rule.fields.enabled(false), clock.instant());
        });
        int forgotten;
        do {
            forgotten = SessionContext.session("alert-rule.forget-alerts").rootOnly().within(Budget.REQUEST)
                    .call(db -> AlertRule.forgetAlerts(db, id, PAGE));
        } while (forgotten > 0);
        SessionContext.session("alert-rule.forget").rootOnly().within(Budget.REQUEST).run(() -> {
            AlertRule.delete("id", id);
        });
    }

    /** Which of the newest events it matches, in use or not; nobody is told of any, and it may be cooling. */
    @POST
    @Path("/{id}/test")
    @RolesAllowed(Roles.USER)
    @RequestSession(readOnly = true)
    public Rehearsal test(@RestPath UUID id, @Valid Sample sample) {
        RuleFields rule = AlertRule.existing(id).fields;
        int limit = sample == null || sample.limit() == null ? TESTED : sample.limit();
        ZoneId zone = settings.get(SettingKey.TIMEZONE);
        List<Sighting> events = Sighting.newest(SessionContext.current(), limit);
        List<UUID> matching = events.stream().filter(event -> rule.match(event, zone)).map(Sighting::eventId).toList();
        return new Rehearsal(id, events.size(), matching.size(), matching);
    }
}
