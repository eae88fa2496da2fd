package io.vigil.delivery.rules;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import jakarta.inject.Singleton;

import io.vigil.delivery.Telling;
import io.vigil.delivery.outbox.Distributing;
import io.vigil.event.EventIngest;
import io.vigil.event.EventIngest.Detection;
import io.vigil.event.EventKind;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Sightings;

/** Events, and all that is done about them. */
@Singleton
class Happenings {

    private final EventIngest ingest;
    private final Distributing distributing;
    private final Telling telling;

    Happenings(EventIngest ingest, Distributing distributing, Telling telling) {
        this.ingest = ingest;
        this.distributing = distributing;
        this.telling = telling;
    }

    /** Sends an event and waits until all is done about it; answers its id. */
    String send(UUID camera, String externalId, String kind) {
        String id = Sightings.send(camera, externalId, kind, "worker-hivis.jpg").statusCode(202).extract().path("id");
        awaitDone();
        return id;
    }

    /** Many events at once, each by a thread that distributes too, beside the outbox; then waits until all is done. */
    void sendAtOnce(UUID camera, String prefix, int count) {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<CompletableFuture<Void>> all = IntStream.range(0, count)
                .mapToObj(i -> CompletableFuture.runAsync(() -> receive(camera, prefix + i), threads)).toList();
        all.forEach(CompletableFuture::join);
        threads.shutdown();
        awaitDone();
    }

    private void receive(UUID camera, String externalId) {
        ingest.receive(new Detection(camera, "test", externalId, EventKind.PERSON, Instant.parse("2026-11-24T10:00:00Z"), null,
                null, null));
        distributing.all();
    }

    void awaitDone() {
        Sightings.awaitSettled();
        telling.awaitDone();
    }

    /** What an event has set off. */
    static List<Alert> alerts(UUID event) {
        return SessionContext.call("test.alerts", db -> Alert.of(db, event));
    }
}
