package io.vigil.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.vigil.testsupport.Samples;

/** The database stops for ten seconds under load: nothing accepted is lost, refusals say when to come back. */
class DatabaseAwayScenario {

    private static final int CALLERS = 8;

    @TempDir
    Path folder;

    @Test
    void loses_nothing_it_accepted_and_recovers_alone() throws Exception {
        byte[] picture = Samples.picture("worker-hivis.jpg");
        try (StoppableDatabase database = new StoppableDatabase(folder.resolve("database"));
                PackagedVigil vigil = PackagedVigil.start(database.url(), folder, Map.of())) {
            String camera = vigil.awaitReady().signIn().camera("Front door");
            Set<String> accepted = ConcurrentHashMap.newKeySet();
            Map<Integer, AtomicInteger> answers = new ConcurrentHashMap<>();
            Queue<String> wrong = new ConcurrentLinkedQueue<>();
            AtomicBoolean loaded = new AtomicBoolean(true);
            ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
            for (int caller = 0; caller < CALLERS; caller++) {
                int number = caller;
                callers.execute(() -> {
                    for (int i = 0; loaded.get(); i++) {
                        String id = number + "-" + i;
                        try {
                            HttpResponse<String> answer = vigil.send(camera, id, picture);
                            answers.computeIfAbsent(answer.statusCode(), status -> new AtomicInteger()).incrementAndGet();
                            if (answer.statusCode() / 100 == 2) {
                                accepted.add(PackagedVigil.field(answer.body(), "id"));
                            } else if (answer.statusCode() != 503 || answer.headers().firstValue("Retry-After").isEmpty()) {
                                wrong.add(answer.statusCode() + " " + answer.body());
                            }
                        } catch (Exception e) {
                            wrong.add(e.toString());
                        }
                        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                    }
                });
            }
            pause(8);
            database.stop();
            pause(3);
            assertThat(vigil.get("/q/health/live").statusCode()).isEqualTo(200);
            assertThat(vigil.get("/q/health/ready").statusCode()).isEqualTo(503);
            pause(7);
            database.start();
            long up = System.nanoTime();
            vigil.awaitReady();
            long recovered = Duration.ofNanos(System.nanoTime() - up).toMillis();
            int before = accepted.size();
            pause(6);
            loaded.set(false);
            callers.shutdown();
            callers.awaitTermination(60, TimeUnit.SECONDS);
            long stored = 0;
            for (String id : accepted) {
                stored += database.count("select count(*) from event where id = '" + id + "'");
            }
            System.out.printf("database away: answers %s, accepted %d, stored %d, ready again %d ms after the server%n",
                    answers,
                    accepted.size(), stored, recovered);
            assertThat(wrong).isEmpty();
            assertThat(stored).isEqualTo(accepted.size());
            assertThat(accepted.size()).as("accepted after the return").isGreaterThan(before);
            assertThat(answers).containsKey(503);
        }
    }

    private static void pause(int seconds) {
        LockSupport.parkNanos(Duration.ofSeconds(seconds).toNanos());
    }
}
