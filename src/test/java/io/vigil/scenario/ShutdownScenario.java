package io.vigil.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.vigil.session.faults.CommitTruth;
import io.vigil.session.faults.Told;

/** The process is stopped while sessions are open: each is waited for, ends one way or the other, and its client is told. */
class ShutdownScenario {

    private static final int CLIENTS = 6;
    private static final int ENDED_BY_SIGTERM = 143;

    @TempDir
    Path folder;

    private StoppableDatabase database;
    private PackagedVigil vigil;

    @BeforeAll
    static void write_to_a_table_of_its_own() {
        CommitTruth.writeTo(Path.of("target/commit-truth-shutdown.md"));
    }

    @Test
    void commits_what_can_still_be_committed() throws Exception {
        CameraLoad load = stopWithLiveSessions("shutdown with live sessions that can end", true);

        assertThat(load.count(Told.COMMITTED)).isEqualTo(CLIENTS);
    }

    @Test
    void rolls_back_what_waits_for_longer_than_it_may() throws Exception {
        CameraLoad load = stopWithLiveSessions("shutdown with live sessions that wait for a lock", false);

        assertThat(load.count(Told.ROLLED_BACK)).isEqualTo(CLIENTS);
    }

    /** Requests keep coming until the last moment, the one at which nobody listens any more. */
    @RepeatedTest(5)
    void leaves_nobody_whose_camera_is_stored_without_an_answer() throws Exception {
        try (StoppableDatabase server = new StoppableDatabase(folder.resolve("database"));
                PackagedVigil process = PackagedVigil.start(server.url(), folder, Map.of())) {
            database = server;
            vigil = process;
            CameraLoad load = new CameraLoad(vigil.awaitReady().signIn()).start(CLIENTS);
            await().until(() -> load.count(Told.COMMITTED) >= 100);

            assertThat(vigil.stop()).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(load.compare("shutdown under load that goes on", database)).isEmpty();
            assertThat(load.unanswered()).doesNotContainAnyElementsOf(database.strings("select name from camera"));
            assertEndedInOrder();
        }
    }

    /** Answers the clients, who have been told. */
    private CameraLoad stopWithLiveSessions(String fault, boolean letThemEnd) throws Exception {
        try (StoppableDatabase server = new StoppableDatabase(folder.resolve("database"));
                PackagedVigil process = PackagedVigil.start(server.url(), folder, Map.of())) {
            database = server;
            vigil = process;
            vigil.awaitReady().signIn().camera("Front door");
            try (Connection blocker = DriverManager.getConnection(database.url(), "postgres", "postgres");
                    Statement statement = blocker.createStatement()) {
                blocker.setAutoCommit(false);
                statement.execute("lock table camera in share row exclusive mode");
                CameraLoad load = new CameraLoad(vigil).once(CLIENTS);
                await().until(() -> waiting() == CLIENTS);
                CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(this::stop);
                await().until(() -> vigil.get("/q/health/ready").statusCode() == 503);
                assertThat(waiting()).as("alive in a process that is stopping").isEqualTo(CLIENTS);
                if (letThemEnd) {
                    blocker.rollback();
                }
                assertThat(exit.join()).isEqualTo(ENDED_BY_SIGTERM);
                blocker.rollback();

                assertThat(load.compare(fault, database)).isEmpty();
                assertEndedInOrder();
                return load;
            }
        }
    }

    private long waiting() throws Exception {
        return database.count("select count(*) from pg_stat_activity where application_name = 'vigil' "
                + "and wait_event_type = 'Lock'");
    }

    /** Within the limits of each step, and with every connection given back; a backend outlives its connection by a moment. */
    private void assertEndedInOrder() throws IOException {
        assertThat(Files.readString(folder.resolve("vigil.log"))).contains("stopped in")
                .doesNotContain("Timed out waiting for graceful shutdown").doesNotContain(" ERROR ");
        await().until(() -> database.count("select count(*) from pg_stat_activity where application_name like 'vigil%'") == 0);
    }

    private int stop() {
        try {
            return vigil.stop();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
