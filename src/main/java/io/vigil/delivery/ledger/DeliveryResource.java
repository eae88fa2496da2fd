package io.vigil.delivery.ledger;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.function.IntSupplier;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;

import io.vigil.delivery.outbox.NoticeRows;
import io.vigil.delivery.outbox.Outbox;
import io.vigil.delivery.outbox.Replay;
import io.vigil.session.Budget;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionContext;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** What became of deliveries, over HTTP; ours, clients of the contract do not know it. */
@Path("/api/v1/deliveries")
public class DeliveryResource {

    private static final int PAGE = 500;

    private final Outbox outbox;
    private final Clock clock;

    DeliveryResource(Outbox outbox, Clock clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Deliveries that match, the newest first. */
    @GET
    @RolesAllowed(Roles.ADMIN)
    @RequestSession(readOnly = true)
    public DeliveryView.Page list(@Valid @BeanParam DeliveryFilter filter) {
        return DeliveryQuery.page(SessionContext.current(), filter);
    }

    /** One delivery. */
    @GET
    @Path("/{id}")
    @RolesAllowed(Roles.ADMIN)
    @RequestSession(readOnly = true)
    public DeliveryView get(@RestPath UUID id) {
        return existing(id);
    }

    /** Has a dead delivery sent again; 409 if it is not dead. */
    @POST
    @Path("/{id}/replay")
    @ResponseStatus(202)
    @RolesAllowed(Roles.ADMIN)
    @RequestSession
    public DeliveryView replay(@RestPath UUID id) {
        DeliveryView delivery = existing(id);
        if (!Replay.one(SessionContext.current(), id, clock.instant())) {
            throw ProblemException.conflict("This delivery is " + delivery.state().word() + "; only a dead one is sent again");
        }
        SessionContext.afterCommit("delivery.wake-for-replay", outbox::wakeSending);
        return existing(id);
    }

    /**
     * Has all deliveries sent again that are dead, not those that die meanwhile, and those made that could not be; a bounded
     * page in each session.
     */
    @POST
    @Path("/replay")
    @ResponseStatus(202)
    @RolesAllowed(Roles.ADMIN)
    public DeliveryView.Replayed replayAll() {
        Instant start = clock.instant();
        int replayed = pages(() -> SessionContext.session("delivery.replay-page").rootOnly().within(Budget.REQUEST)
                .call(db -> Replay.some(db, PAGE, start, clock.instant())));
        int notices = pages(() -> SessionContext.session("delivery.replay-notices").rootOnly().within(Budget.REQUEST)
                .call(db -> NoticeRows.reopen(db, PAGE, clock.instant())));
        outbox.wake();
        outbox.wakeSending();
        return new DeliveryView.Replayed(replayed, notices);
    }

    private static int pages(IntSupplier next) {
        int all = 0;
        int page;
        do {
            page = next.getAsInt();
            all += page;
        } while (page > 0);
        return all;
    }

    private static DeliveryView existing(UUID id) {
        return DeliveryQuery.byId(SessionContext.current(), id).orElseThrow(() -> ProblemException.notFound("delivery", id));
    }
}
