package io.vigil.system.progress;

/** Another process does this work now, or it is over: what this session did is undone, and the caller stops. */
public final class ClaimLost extends RuntimeException {

    ClaimLost(Claim claim) {
        super("Progress " + claim.id() + " is held by another process, or over");
    }
}
