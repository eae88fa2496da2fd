package io.vigil.summary;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

/** Writes texts about what happened in a range of time, from the events' own descriptions. */
@Singleton
public class SummaryService {

    /**
     * Writes one. Call it on a worker thread outside any session; no thread waits while a model thinks. Models that do not
     * answer lead to a text of figures; the result fails only where the database cannot be used. It arrives on a worker
     * thread, with what it cost booked.
     */
    public Uni<Draft> draft(Wanted wanted) {
        throw new UnsupportedOperationException("not yet");
    }
}
