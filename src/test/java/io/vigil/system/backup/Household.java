package io.vigil.system.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import io.quarkus.runtime.configuration.MemorySize;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vigil.system.backup.archive.BackupTable;
import io.vigil.system.backup.archive.BackupTable.Part;
import io.vigil.system.backup.archive.BackupTable.Way;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MediaFolder;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.Sightings;

/** A household with something in each kind of table, and what there is to be seen of it. */
final class Household {

    static final String FIRST = "worker-hivis.jpg";

    private static final List<String> FAMILY = List.of("event_frame", "protect_media", "alert", "notification");

    private Household() {
    }

    /** Removes the backups of other tests. */
    static void withoutBackups() {
        List<String> timestamps = Api.admin().get("/api/v1/system/backup/list").then().statusCode(200).extract()
                .path("backups.timestamp");
        timestamps.forEach(
                timestamp -> Api.admin().delete("/api/v1/system/backup/" + timestamp).then().statusCode(200));
    }

    /** Two cameras, three events with pictures and one with a clip, a rule, settings, a secret and a controller. */
    static List<String> furnish() {
        UUID door = Sightings.camera("Front door");
        UUID hall = Sightings.camera("Hall");
        List<String> events = new ArrayList<>();
        for (String sample : List.of(FIRST, "driveway-car.jpg", "empty-room.jpg")) {
            events.add(Sightings.send(door, sample, "person", sample).statusCode(202).extract().path("id"));
        }
        events.add(Sightings.sendClip(hall, "clip", Samples.clip("people-room.mp4")).statusCode(202).extract().path("id"));
        // Or the rule would be asked about one that is being told.
        Sightings.awaitTold();
        setting("system_name", "Casa");
        setting("tunnel_token", "sk-not-a-real-key");
        rule("Everything");
        Database.run("""
                insert into protect_controller (id, name, host, port, verify_ssl, wanted, revision, state, state_since, drops,
                    created_at, updated_at, version)
                values ('0197f9a4-0000-7000-8000-00000000c001', 'Attic', '192.0.2.7', 443, false, false, 1, 'disconnected',
                    now(), 0, now(), now(), 0)""");
        logPost("r");
        return events;
    }

    static void setting(String name, String value) {
        Api.admin().contentType("application/json").body(Map.of(name, value)).put("/api/v1/system/settings").then()
                .statusCode(200);
    }

    /** Backups that are kept elsewhere. */
    static BackupConfig keptIn(Path folder) {
        return new BackupConfig() {
            @Override
            public Path directory() {
                return folder;
            }

            @Override
            public MemorySize largestUpload() {
                return new MemorySize(BigInteger.TEN);
            }
        };
    }

    /** A rule whose webhook has a header that is a secret. */
    static void ruleWithSecret(String name) {
        Api.admin().contentType("application/json").body(Map.of("name", name, "conditions", Map.of(), "actions",
                Map.of("webhook", Map.of("url", "https://example.com/hook", "headers", Map.of("X-Token", "one")))))
                .post("/api/v1/alert-rules").then().statusCode(201);
    }

    static void rule(String name) {
        Api.admin().contentType("application/json").body(Map.of("name", name, "conditions", Map.of(), "actions",
                Map.of("dashboard_notification", true))).post("/api/v1/alert-rules").then().statusCode(201);
    }

    /** Makes a backup and answers its file. */
    static byte[] backup() {
        String url = Api.admin().noContentType().post("/api/v1/system/backup").then().statusCode(200).extract()
                .path("download_url");
        return Api.admin().get(url).then().statusCode(200).extract().asByteArray();
    }

    /** Until nothing that there is counts any more as sent while a restore was asked for. */
    static void waitUntilAllIsOld() {
        MovableClock.forward(Duration.ofSeconds(90));
    }

    static ValidatableResponse restore(byte[] file) {
        return upload(file).post("/api/v1/system/restore").then();
    }

    static RequestSpecification upload(byte[] file) {
        return Api.admin().multiPart("file", "backup.zip", file, "application/zip");
    }

    /** A post that was logged, under the next number. */
    static void logPost(String recipient) {
        Database.run("""
                insert into webhook_log (sent_as, notice_key, recipient, url, status_code, response_time_ms, retry_count,
                    success, created_at, tried_at)
                values (gen_random_uuid(), 'n', '%s', 'https://example.org/', 200, 5, 0, true, now(), now())"""
                .formatted(recipient));
    }

    /** Gives an event what only it has: a frame, a picture that is awaited, an alert of each rule and a notification. */
    static void addFamily(String event, String name) {
        Database.run(
                """
                        insert into event_frame values (gen_random_uuid(), '%1$s', 77, gen_random_uuid() || '.jpg', 0, 1, 1, 1, '2026-11-01T10:00:00Z');
                        insert into protect_media (event_id, what, controller_id, native_id, awaited, give_up_at, attempts, created_at)
                        values ('%1$s', 'clip', gen_random_uuid(), '%2$s', false, now(), 0, '2026-11-01T10:00:00Z');
                        insert into alert select '%1$s', id, true, '2026-11-01T10:00:00Z' from alert_rule on conflict do nothing;
                        insert into notification values (gen_random_uuid(), '%1$s', gen_random_uuid(), '%2$s', false, false,
                            '2026-11-01T10:00:00Z')"""
                        .formatted(event, name));
    }

    /** Takes away all that only the event has. */
    static void loseFamily(String event) {
        for (String table : FAMILY) {
            Database.run("delete from " + table + " where event_id = '" + event + "'");
        }
    }

    /** All that only the event has. */
    static List<String> family(String event) {
        List<String> rows = new ArrayList<>();
        for (String table : FAMILY) {
            rows.addAll(Database.column("select cast(t as text) from " + table + " t where event_id = '" + event
                    + "' order by 1"));
        }
        return rows;
    }

    /** Every row of each table that a restore replaces, without what is the running process's own. */
    static Map<String, List<String>> replacedRows() {
        return rows(Arrays.stream(BackupTable.values()).filter(table -> table.way() == Way.REPLACE).toList());
    }

    /** Every row of each table but those of accounts. */
    static Map<String, List<String>> rowsButAccounts() {
        return rows(Arrays.stream(BackupTable.values()).filter(table -> table.part() != Part.ACCOUNTS).toList());
    }

    private static Map<String, List<String>> rows(List<BackupTable> tables) {
        Map<String, List<String>> rows = new TreeMap<>();
        for (BackupTable table : tables) {
            List<String> left = new ArrayList<>(table.ownColumns());
            // What a database counts is counted anew by another.
            left.addAll(Database.column("select attname from pg_attribute where attidentity <> '' and attrelid = '"
                    + table.table() + "'::regclass"));
            String own = String.join("','", left);
            rows.put(table.table(), Database.column("select cast(to_jsonb(t) - array['" + own + "']::text[] as text) from "
                    + table.table() + " t order by 1"));
        }
        return rows;
    }

    /** The bytes of every media file, by its name. */
    static Map<String, String> media() {
        Map<String, String> media = new TreeMap<>();
        for (Path file : mediaFiles()) {
            try {
                media.put(file.getFileName().toString(), Samples.sha256(Files.readAllBytes(file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return media;
    }

    /** Loses every media file. */
    static void loseMedia() {
        for (Path file : mediaFiles()) {
            assertThat(file.toFile().delete()).isTrue();
        }
    }

    private static List<Path> mediaFiles() {
        return MediaFolder.files().stream().filter(file -> file.getFileName().toString().matches(".*\\.(jpg|png|mp4)")
                && !file.getParent().getFileName().toString().equals("uploads")).toList();
    }
}
