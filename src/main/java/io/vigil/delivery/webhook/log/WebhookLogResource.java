package io.vigil.delivery.webhook.log;

import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;

import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestPath;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vigil.delivery.outbox.Outbox;
import io.vigil.delivery.outbox.Replay;
import io.vigil.session.Budget;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionContext;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** What became of posts, over HTTP. */
@Path("/api/v1/webhooks/logs")
public class WebhookLogResource {

    private static final int PAGE = 500;
    private static final DateTimeFormatter FILE = DateTimeFormatter.ofPattern("'webhook_logs_'yyyyMMdd_HHmmss'.csv'")
            .withZone(ZoneOffset.UTC);

    private final Outbox outbox;
    private final Clock clock;

    WebhookLogResource(Outbox outbox, Clock clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Deliveries that match, the newest first. */
    @GET
    @RolesAllowed(Roles.ADMIN)
    @RequestSession(readOnly = true)
    public WebhookLogView.Page list(@Valid @BeanParam WebhookLogFilter filter) {
        return WebhookLogQuery.page(SessionContext.current(), filter);
    }

    /**
     * All that match, as a file. The next page is read when the client has taken the last one; no session is open, and no
     * thread is held, while it does.
     */
    @GET
    @Path("/export")
    @Produces("text/csv;charset=UTF-8")
    @RolesAllowed(Roles.ADMIN)
    public RestMulti<String> export(@Valid @BeanParam WebhookLogFilter filter) {
        Multi<String> lines = Multi.createBy()
                .repeating().uni(() -> new AtomicReference<WebhookLogView>(), last -> page(filter, last))
                .whilst(page -> page.size() == PAGE).map(WebhookLogCsv::lines);
        return RestMulti.fromMultiData(
                Multi.createBy().concatenating().streams(Multi.createFrom().item(WebhookLogCsv.HEADER), lines)
                        .filter(text -> !text.isEmpty()))
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + FILE.format(clock.instant()) + '"')
                .build();
    }

    private static Uni<List<WebhookLogView>> page(WebhookLogFilter filter, AtomicReference<WebhookLogView> last) {
        return Uni.createFrom().item(() -> {
            List<WebhookLogView> page = SessionContext.session("webhook-log.export").rootOnly().asReadOnly()
                    .within(Budget.REQUEST).call(db -> WebhookLogQuery.after(db, filter, last.get(), PAGE));
            if (!page.isEmpty()) {
                last.set(page.get(page.size() - 1));
            }
            return page;
        }).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    /** Has a delivery that was given up sent again, under its id; 409 if it was not, or a later text was sent instead. */
    @POST
    @Path("/{id}/retry")
    @ResponseStatus(202)
    @RolesAllowed(Roles.ADMIN)
    @RequestSession
    public WebhookLogView retry(@RestPath Integer id) {
        WebhookLogView row = WebhookLogQuery.byId(SessionContext.current(), id)
                .orElseThrow(() -> ProblemException.notFound("webhook log", id));
        WebhookLogQuery.Delivery delivery = WebhookLogQuery.delivery(SessionContext.current(), id, "webhook")
                .orElseThrow(() -> ProblemException.conflict("This delivery is not on record any more"));
        if (!delivery.isLatest()) {
            throw ProblemException.conflict("A later text was sent instead of this one");
        }
        if (!Replay.one(SessionContext.current(), delivery.id(), clock.instant())) {
            throw ProblemException.conflict("This delivery is " + delivery.state() + "; only a dead one is sent again");
        }
        SessionContext.afterCommit("webhook.wake-for-retry", outbox::wakeSending);
        return row;
    }
}
