package io.vigil.session.faults;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import jakarta.annotation.security.PermitAll;
import jakarta.transaction.TransactionManager;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.openapi.annotations.Operation;

import io.vigil.session.Door;
import io.vigil.session.RequestSession;

/** The door over HTTP, and a request that does what nobody may: leaves a transaction on its thread. */
@Path("/test/faults")
class FaultResource {

    private static final BlockingQueue<Door.Work> ASKED = new LinkedBlockingQueue<>();

    private final TransactionManager transactions;

    FaultResource(TransactionManager transactions) {
        this.transactions = transactions;
    }

    /** Has the work done in the session of a request. */
    static Caller.Answer request(Door.Work work) {
        ASKED.add(work);
        return Caller.answer(Caller.post("/test/faults"));
    }

    @POST
    @PermitAll
    @Operation(hidden = true)
    @RequestSession
    public String work() throws Exception {
        ASKED.remove().run();
        return "done";
    }

    /** Answers the thread that carries it now. */
    @POST
    @Path("/leak")
    @PermitAll
    @Operation(hidden = true)
    public String leak() throws Exception {
        transactions.begin();
        return Thread.currentThread().getName();
    }
}
