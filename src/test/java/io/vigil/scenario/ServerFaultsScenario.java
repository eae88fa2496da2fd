package io.vigil.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.vigil.session.faults.CommitTruth;
import io.vigil.session.faults.Told;

/** The server restarts, crashes and turns read-only under load: no client is told what is not true, and all goes on alone. */
class ServerFaultsScenario {

    private static final int CLIENTS = 8;

    @TempDir
    Path folder;

    /** What goes wrong with the server, once. */
    private interface ServerFault {
        void strike(StoppableDatabase database, CameraLoad load) throws Exception;
    }

    @BeforeAll
    static void write_to_a_table_of_its_own() {
        CommitTruth.writeTo(Path.of("target/commit-truth-servers.md"));
    }

    @Test
    void restarts() throws Exception {
        strikeUnderLoad("server restarts under load", 5, (database, load) -> {
            database.stop();
            database.start();
        });
    }

    @Test
    void crashes() throws Exception {
        strikeUnderLoad("server crashes under load", 10, (database, load) -> {
            await().until(() -> ProcessHandle.of(busyBackend(database)).map(ProcessHandle::destroyForcibly).orElse(false));
        });
    }

    @Test
    void turns_read_only() throws Exception {
        strikeUnderLoad("failover to a read-only server under load, and back", 3, (database, load) -> {
            database.run("alter system set default_transaction_read_only = on");
            database.stop();
            database.start();
            awaitMoreTold(Told.ROLLED_BACK, load);
            database.run("alter system reset default_transaction_read_only");
            database.stop();
            database.start();
        });
    }

    private void strikeUnderLoad(String fault, int times, ServerFault serverFault) throws Exception {
        try (StoppableDatabase database = new StoppableDatabase(folder.resolve("database"));
                PackagedVigil vigil = PackagedVigil.start(database.url(), folder, Map.of())) {
            CameraLoad load = new CameraLoad(vigil.awaitReady().signIn()).start(CLIENTS);
            for (int i = 0; i < times; i++) {
                awaitMoreTold(Told.COMMITTED, load);
                serverFault.strike(database, load);
                vigil.awaitReady();
                awaitMoreTold(Told.COMMITTED, load);
            }

            assertThat(load.compare(fault, database)).isEmpty();
            assertThat(load.count(Told.COMMITTED)).isGreaterThan(20L * times);
            assertThat(database.count("select count(*) from pg_stat_activity where application_name = 'vigil' "
                    + "and state like 'idle in transaction%'")).isZero();
        }
    }

    /** One that is at work; the server brings all others down with it. */
    private static long busyBackend(StoppableDatabase database) throws Exception {
        return database.count("select coalesce(max(pid), 0) from pg_stat_activity where application_name = 'vigil' "
                + "and state <> 'idle'");
    }

    /** Twenty sessions more that end like this. */
    private static void awaitMoreTold(Told what, CameraLoad load) {
        long before = load.count(what);
        await().atMost(Duration.ofSeconds(30)).until(() -> load.count(what) >= before + 20);
    }
}
