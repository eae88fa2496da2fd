package io.vigil.system.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;

import io.restassured.response.ValidatableResponse;
import io.vigil.testsupport.Database;

/** Restores that wait, so that something happens while they are under way. */
final class Meanwhile {

    /** Nothing goes before this, as soon as all is checked and loaded. */
    static final String FIRST_TO_GO = "select 1 from system_notification for update";

    private Meanwhile() {
    }

    /** What is done while a restore waits. */
    @FunctionalInterface
    interface Deed {
        void run() throws Exception;
    }

    /** The restore waits for the rows that are held, and goes on once the deed is done. */
    static ValidatableResponse restoreWhile(String held, byte[] backup, Deed deed) throws Exception {
        Database.run("""
                insert into system_notification (id, notice_key, sent_as, notification_type, severity, title, message, read,
                    dismissed, created_at)
                values (gen_random_uuid(), 'old', gen_random_uuid(), 'system', 'info', 'Old', 'Old', false, false,
                    now() - interval '1 hour')""");
        CompletableFuture<ValidatableResponse> restored;
        try (Connection other = Database.connect(); Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(held);
            restored = CompletableFuture.supplyAsync(() -> Household.restore(backup));
            awaitWaiting();
            deed.run();
            other.rollback();
        }
        return restored.join();
    }

    /** The same, and it succeeds. */
    static void restoredWhile(String held, byte[] backup, Deed deed) throws Exception {
        restoreWhile(held, backup, deed).statusCode(200).body("success", equalTo(true));
        assertThat(Database.count("select count(*) from system_notification")).isZero();
    }

    /** Until somebody waits for what is held. */
    static void awaitWaiting() {
        await().until(() -> Database.count("select count(*) from pg_stat_activity where wait_event_type = 'Lock' "
                + "and application_name = 'vigil'") > 0);
    }
}
