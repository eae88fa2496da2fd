package io.vigil.event.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vigil.event.internal.EventMedia.Gathered;
import io.vigil.event.internal.EventMedia.Look;
import io.vigil.event.internal.EventMedia.Wanted;
import io.vigil.media.FrameExtractor.Sampling;
import io.vigil.media.MediaException;
import io.vigil.media.MediaStore;
import io.vigil.media.MediaType;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Mutator;
import io.vigil.testsupport.Mutator.Kind;
import io.vigil.testsupport.Mutator.Mutant;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.Sightings;

/** Damaged media by the public door, and what gets past it looked into; five thousand of them in MutatedMediaScenario. */
@QuarkusTest
class MutatedMediaTest {

    private static final int MUTANTS = 50;
    /** A look may wait for its turn and then for two processes of five seconds; what never ends takes longer. */
    private static final Duration MOST = Duration.ofSeconds(40);

    @Inject
    EventMedia media;

    @Inject
    MediaStore store;

    @Test
    void fifty_are_taken_or_refused_in_time_and_leave_no_process() {
        UUID camera = Sightings.camera("Gate");
        Mutator mutator = new Mutator();
        long processes = ProcessHandle.current().descendants().count();
        Map<Kind, Integer> taken = new EnumMap<>(Kind.class);
        for (int seed = 0; seed < MUTANTS; seed++) {
            Mutant mutant = mutator.mutant(seed);
            long start = System.nanoTime();
            Response answer = send(camera, mutant);
            assertThat(answer.statusCode()).as("seed %d, %s: %s", seed, mutant.kind(), answer.asString()).isIn(202, 415, 422);
            assertQuick(start, mutant);
            if (answer.statusCode() == 202) {
                taken.merge(mutant.kind(), 1, Integer::sum);
                String damaged = mutant.kind() == Kind.JPEG ? "snapshot" : "clip";
                look(Database.value("select " + damaged + " from event where external_id = 'm" + seed + "'"), mutant);
            } else if (mutant.kind() != Kind.JPEG) {
                // Refused at the door, and looked into all the same.
                look(store.keep(mutant.bytes(), MediaType.MP4).name(), mutant);
            }
        }
        assertThat(taken.get(Kind.JPEG)).isPositive();
        assertThat(taken.get(Kind.MP4)).isPositive();
        assertThat(taken).doesNotContainKey(Kind.WAV);
        await().untilAsserted(() -> assertThat(ProcessHandle.current().descendants().count()).isLessThanOrEqualTo(processes));
    }

    private static Response send(UUID camera, Mutant mutant) {
        boolean isPicture = mutant.kind() == Kind.JPEG;
        return Api.admin().multiPart("external_id", "m" + mutant.seed()).multiPart("kind", "person")
                .multiPart("occurred_at", "2026-11-24T10:00:00Z")
                .multiPart("snapshot", "a.jpg", isPicture ? mutant.bytes() : Samples.picture("empty-room.jpg"))
                .multiPart("clip", "a.mp4", isPicture ? Samples.clip("synthetic-testcard-silent.mp4") : mutant.bytes())
                .post("/api/v1/cameras/" + camera + "/events");
    }

    private void look(String file, Mutant mutant) {
        boolean isPicture = mutant.kind() == Kind.JPEG;
        long start = System.nanoTime();
        Gathered gathered = media.gather(new Wanted(isPicture ? file : null, "one", isPicture ? null : file,
                look(5, Sampling.MOTION_ADAPTIVE), true));
        assertQuick(start, mutant);
        if (gathered.failure() != null) {
            assertThat(gathered.failure().kind()).as("seed %d: %s", mutant.seed(), gathered.failure().getMessage())
                    .isIn(MediaException.Kind.UNREADABLE, MediaException.Kind.LATER);
        }
    }

    private static void assertQuick(long start, Mutant mutant) {
        assertThat(Duration.ofNanos(System.nanoTime() - start)).as("seed %d, %s", mutant.seed(), mutant.kind())
                .isLessThan(MOST);
    }

    private static Look look(int frames, Sampling sampling) {
        return new Look(frames, sampling, Duration.ZERO, true, true);
    }
}
