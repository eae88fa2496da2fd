package io.vigil.system.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.arc.All;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vigil.media.MediaStore;
import io.vigil.settings.SealedColumn;
import io.vigil.settings.Settings;
import io.vigil.system.backup.work.BackupWork;
import io.vigil.system.backup.work.Lease;
import io.vigil.system.progress.ClaimLost;
import io.vigil.system.progress.Work;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.SmallDisk;

/** Backups that come to no good end leave nothing behind, and nobody in the way. */
@QuarkusTest
class BackupFailureTest {

    private static final long MUST_STAY_FREE = 64L << 20;

    @Inject
    Backups backups;

    @Inject
    BackupFolder folder;

    @Inject
    BackupConfig config;

    @Inject
    BackupWork work;

    @Inject
    MediaStore store;

    @All
    @Inject
    List<SealedColumn> sealed;

    @Inject
    Settings settings;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    @TempDir
    Path temporary;

    @BeforeEach
    void no_backups_of_other_tests() {
        Household.withoutBackups();
    }

    @Test
    void a_full_disk_is_507_and_nothing_stays_on_it() throws IOException {
        Household.furnish();
        Path directory = Files.createDirectories(config.directory().toAbsolutePath());
        try (SmallDisk disk = SmallDisk.at(directory)) {
            Api.admin().noContentType().post("/api/v1/system/backup").then().statusCode(507)
                    .contentType("application/problem+json")
                    .body("detail", containsString("no room"));

            assertThat(disk.files()).isEmpty();
            assertThat(disk.open()).isEmpty();
        }
        assertThat(store.isHeld()).isFalse();
        Api.admin().get("/api/v1/system/progress").then()
                .body("data.find { it.work == 'backup' }.state", equalTo("failed"))
                .body("data.find { it.work == 'backup' }.error", containsString("no room"));
        Api.admin().noContentType().post("/api/v1/system/backup").then().statusCode(200);
    }

    @Test
    void who_keeps_fewer_from_now_on_has_room_for_the_next_one() throws IOException {
        Household.furnish();
        Path directory = Files.createDirectories(config.directory().toAbsolutePath());
        try (SmallDisk disk = SmallDisk.at(directory, 96)) {
            String oldest = backup().statusCode(200).extract().path("timestamp");
            String last = backup().statusCode(200).extract().path("timestamp");
            long free = directory.toFile().getUsableSpace() - MUST_STAY_FREE;
            Files.write(directory.resolve("vigil-" + oldest + ".zip"), new byte[(int) free + 4096], StandardOpenOption.APPEND);
            backup().statusCode(507);
            Api.admin().get("/api/v1/system/backup/list").then().body("backups.timestamp", contains(last, oldest));

            settings.change(Map.of("backup_retention_count", 1));
            String next = backup().statusCode(200).extract().path("timestamp");

            Api.admin().get("/api/v1/system/backup/list").then().body("backups.timestamp", contains(next));
            disk.leaveRoom(MUST_STAY_FREE);
            backup().statusCode(507);
            Api.admin().get("/api/v1/system/backup/list").then().body("backups.timestamp", contains(next));
        }
    }

    private static ValidatableResponse backup() {
        return Api.admin().noContentType().post("/api/v1/system/backup").then();
    }

    @Test
    void a_process_that_lost_the_work_keeps_nothing_and_lets_go_of_its_own_alone() throws IOException {
        Household.furnish();
        UUID somebody = UUID.randomUUID();
        store.hold(somebody);
        Backups slow = new Backups(folder, work, store, new BackupContent(store, sealed, new Meanwhile(json, () -> {
            // So it looks to a process that stood still for half a minute.
            Database.run("update progress set lease = gen_random_uuid(), lease_until = now() - interval '1 second'");
            assertThat(backups.make(Choice.ALL)).isPresent();
        }), "1.0.0"), settings, clock);

        assertThatThrownBy(() -> slow.make(Choice.ALL)).isInstanceOf(ClaimLost.class);

        Api.admin().get("/api/v1/system/backup/list").then().body("backups", hasSize(1));
        assertThat(config.directory().toFile().list((directory, name) -> name.contains(".part"))).isEmpty();
        assertThat(Database.column("select state from progress order by started_at")).containsExactly("failed", "completed");
        assertThat(store.isHeld()).isTrue();
        store.release(somebody);
        assertThat(store.isHeld()).isFalse();
    }

    @Test
    void old_backups_that_cannot_be_removed_are_no_failure_of_the_new_one() throws IOException {
        BackupFolder full = new BackupFolder(config, json) {
            @Override
            void keepLast(int count) throws IOException {
                throw new IOException("Read-only file system");
            }
        };

        assertThat(new Backups(full, work, store, new BackupContent(store, sealed, json, "1.0.0"), settings, clock)
                .make(Choice.ALL)).isPresent();

        Api.admin().get("/api/v1/system/backup/list").then().body("backups", hasSize(1));
        assertThat(Database.value("select state from progress")).isEqualTo("completed");
        assertThat(store.isHeld()).isFalse();
    }

    @Test
    void one_that_cannot_begin_to_write_holds_no_files() throws IOException {
        Path noFolder = Files.createFile(temporary.resolve("file")).resolve("backups");
        Backups broken = new Backups(new BackupFolder(Household.keptIn(noFolder), json), work, store,
                new BackupContent(store, sealed, json, "1.0.0"), settings, clock);

        assertThatThrownBy(() -> broken.make(Choice.ALL)).isInstanceOf(IOException.class);

        assertThat(store.isHeld()).isFalse();
        assertThat(Database.value("select state from progress")).isEqualTo("failed");
    }

    @Test
    void a_restore_that_is_being_made_real_is_under_way_whatever_becomes_of_its_lease() throws SQLException {
        Lease lease = work.take(Work.RESTORE, () -> {
        }).orElseThrow();
        lease.stop();
        MovableClock.forward(Duration.ofMinutes(9));
        try (Connection switching = Database.connect(); Statement statement = switching.createStatement()) {
            switching.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(x'766967696c200002'::bigint)");

            Api.admin().noContentType().post("/api/v1/system/backup").then().statusCode(409);
        }

        Api.admin().noContentType().post("/api/v1/system/backup").then().statusCode(200);
        assertThatThrownBy(lease::check).isInstanceOf(ClaimLost.class);
        lease.close();
        assertThat(Database.column("select work || ' ' || state from progress order by started_at"))
                .containsExactly("restore failed", "backup completed");
    }

    /** Does something else between the files and what a backup says of itself. */
    private static final class Meanwhile extends ObjectMapper {

        private static final long serialVersionUID = 1L;

        private final transient Deed deed;
        private boolean done;

        private interface Deed {
            void run() throws IOException;
        }

        private Meanwhile(ObjectMapper json, Deed deed) {
            super(json);
            this.deed = deed;
        }

        @Override
        public byte[] writeValueAsBytes(Object value) throws JsonProcessingException {
            if (!done) {
                done = true;
                try {
                    deed.run();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
            return super.writeValueAsBytes(value);
        }
    }
}
