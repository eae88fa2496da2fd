package io.vigil.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.restassured.path.json.JsonPath;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.SmallDisk;

/** A media disk of 16 MB fills up while cameras upload, and has room again; the process goes on all the while. */
class FullMediaDiskScenario {

    private static final int EVENTS = 40;
    private static final int CAMERAS = 8;
    private static final byte[] PICTURE = Samples.picture("driveway-car.jpg");
    private static final byte[] CLIP = Samples.clip("people-room.mp4");

    @TempDir
    Path folder;

    @Test
    void costs_media_and_no_event_and_is_over_without_a_restart() throws Exception {
        Path media = Files.createDirectories(folder.resolve("media"));
        Path beside = Files.createDirectories(folder.resolve("beside"));
        try (SmallDisk disk = SmallDisk.at(media);
                StoppableDatabase database = new StoppableDatabase(folder.resolve("database"));
                PackagedVigil vigil = PackagedVigil.start(database.url(), folder, Map.of("VIGIL_MEDIA_RESERVE", "1M"),
                        "-Djava.io.tmpdir=" + beside)) {
            String camera = vigil.awaitReady().signIn().camera("Gate");
            assertThat(missing(vigil.send(camera, "before", PICTURE, CLIP))).isEmpty();
            assertThat(ready(vigil)).isEqualTo("ok");

            disk.leaveRoom(0);
            List<String> during = sendAll(vigil, camera);
            assertThat(ready(vigil)).isEqualTo("degraded");
            awaitSettled(database);
            disk.clear();
            List<String> after = missing(vigil.send(camera, "after", PICTURE, CLIP));

            assertThat(during).hasSize(EVENTS).containsOnly("[snapshot, thumbnail, clip]");
            assertThat(after).isEmpty();
            assertThat(ready(vigil)).isEqualTo("ok");
            awaitSettled(database);
            assertThat(database.count("select count(*) from event")).isEqualTo(EVENTS + 2);
            assertThat(database.count("select count(*) from event where snapshot is not null and clip is not null"))
                    .isEqualTo(2);
            await().until(() -> uploads(beside, media).isEmpty());
        }
    }

    /** What is missing of each event. */
    private static List<String> sendAll(PackagedVigil vigil, String camera) throws Exception {
        ExecutorService cameras = Executors.newFixedThreadPool(CAMERAS);
        try {
            List<Future<String>> sent = new ArrayList<>();
            for (int i = 0; i < EVENTS; i++) {
                String externalId = "during-" + i;
                sent.add(cameras.submit(() -> missing(vigil.send(camera, externalId, PICTURE, CLIP)).toString()));
            }
            List<String> missing = new ArrayList<>();
            for (Future<String> one : sent) {
                missing.add(one.get());
            }
            return missing;
        } finally {
            cameras.shutdownNow();
        }
    }

    private static List<String> missing(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return JsonPath.from(answer.body()).getList("missing_media");
    }

    private static String ready(PackagedVigil vigil) throws Exception {
        HttpResponse<String> answer = vigil.get("/q/health/ready");
        assertThat(answer.statusCode()).isEqualTo(200);
        return JsonPath.from(answer.body()).getString("checks.find { it.name == 'media' }.data.state");
    }

    private static void awaitSettled(StoppableDatabase database) {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> database.count("select count(*) from event where due_at is not null") == 0);
    }

    private static List<Path> uploads(Path... folders) throws IOException {
        List<Path> left = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.getFileName().toString().startsWith("resteasy-reactive")).forEach(left::add);
            }
        }
        return left;
    }
}
