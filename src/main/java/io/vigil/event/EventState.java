package io.vigil.event;

import java.util.Locale;

/** Where an event is in the pipeline. Each state that is not final has a time at which it is due. */
public enum EventState {

    /** Stored, waiting to be claimed. */
    RECEIVED(false),
    /** Claimed under a lease; due again when the lease ends. */
    PROCESSING(false),
    /** Described by a model, or by the client that sent it. */
    DESCRIBED(true),
    /** Nobody is configured to describe it; the metadata sentence stands. */
    METADATA_ONLY(true),
    /** Waits for the budget. */
    PAUSED_BUDGET(false),
    /** Failed for now; due again after a back-off. */
    RETRY_LATER(false),
    /** The dead letter: given up, with the reason on the row. */
    FAILED(true);

    private final boolean isFinal;

    EventState(boolean isFinal) {
        this.isFinal = isFinal;
    }

    /** Whether nothing is left to do. */
    public boolean isFinal() {
        return isFinal;
    }

    /** As it stands in rows. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
