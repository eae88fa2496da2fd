package io.vigil.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.vigil.media.AudioExtractor;
import io.vigil.media.FrameExtractor;
import io.vigil.media.FrameExtractor.Sampling;
import io.vigil.media.MediaException;
import io.vigil.media.TestConfig;
import io.vigil.testsupport.Mutator;
import io.vigil.testsupport.Mutator.Kind;
import io.vigil.testsupport.Mutator.Mutant;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.TestFfmpeg;

/**
 * Five thousand damaged pictures, clips and sounds ({@code -Dscenario.mutants=} for another number) by the public door of the
 * packaged application, and each clip looked into besides: no 5xx, nothing longer than five seconds, no process left.
 */
class MutatedMediaScenario {

    private static final int MUTANTS = Integer.getInteger("scenario.mutants", 5_000);
    private static final double MOST_MS = 5_000;

    @TempDir
    Path folder;

    @Test
    void are_taken_or_refused_in_time_and_leave_no_process() throws Exception {
        Mutator mutator = new Mutator();
        FrameExtractor frames = TestConfig.ofFfmpeg().frames();
        AudioExtractor sounds = TestConfig.ofFfmpeg().sounds();
        Map<String, Integer> answers = new TreeMap<>();
        double[] took = new double[MUTANTS];
        double[] looked = new double[MUTANTS];
        try (StoppableDatabase database = new StoppableDatabase(folder.resolve("database"));
                PackagedVigil vigil = PackagedVigil.start(database.url(), folder,
                        Map.of("VIGIL_MEDIA_FFMPEG", TestFfmpeg.path()))) {
            String camera = vigil.awaitReady().signIn().camera("Front door");
            byte[] picture = Samples.picture("empty-room.jpg");
            byte[] clip = Samples.clip("synthetic-testcard-silent.mp4");
            long processes = ProcessHandle.current().descendants().count();
            for (int seed = 0; seed < MUTANTS; seed++) {
                Mutant mutant = mutator.mutant(seed);
                boolean isPicture = mutant.kind() == Kind.JPEG;
                long start = System.nanoTime();
                HttpResponse<String> answer = vigil.send(camera, "m" + seed, isPicture ? mutant.bytes() : picture,
                        isPicture ? clip : mutant.bytes());
                took[seed] = (System.nanoTime() - start) / 1e6;
                answers.merge(mutant.kind() + " " + answer.statusCode(), 1, Integer::sum);
                assertThat(answer.statusCode()).as("seed %d: %s", seed, answer.body()).isIn(202, 415, 422);
                if (!isPicture) {
                    start = System.nanoTime();
                    look(Files.write(folder.resolve("mutant.mp4"), mutant.bytes()), frames, sounds, answers);
                    looked[seed] = (System.nanoTime() - start) / 1e6;
                }
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> ProcessHandle.current().descendants().count() <= processes);
        }
        Arrays.sort(took);
        Arrays.sort(looked);
        System.out.printf("mutated media: %d, answers %s; longest request %.0f ms, longest look %.0f ms%n", MUTANTS, answers,
                took[MUTANTS - 1], looked[MUTANTS - 1]);
        assertThat(took[MUTANTS - 1]).isLessThan(MOST_MS);
        assertThat(looked[MUTANTS - 1]).isLessThan(2 * MOST_MS);
    }

    private static void look(Path clip, FrameExtractor frames, AudioExtractor sounds, Map<String, Integer> answers) {
        try {
            frames.frames(clip, 5, Sampling.MOTION_ADAPTIVE, Duration.ZERO);
            sounds.sound(clip);
            answers.merge("looked into", 1, Integer::sum);
        } catch (MediaException e) {
            answers.merge(e.kind().name(), 1, Integer::sum);
        }
    }
}
