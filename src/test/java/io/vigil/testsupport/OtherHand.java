package io.vigil.testsupport;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;

/** Another transaction, past the pool, that is at the same rows as the application; and a database that refuses some. */
public final class OtherHand {

    private OtherHand() {
    }

    /** Runs the statement and commits it once the work waits for what it has locked; returns when the work is done. */
    public static void commits(String statement, Runnable work) {
        commits(statement, work, () -> {
        });
    }

    /** The same, and does something else before it commits, with the work waiting. */
    public static void commits(String statement, Runnable work, Runnable before) {
        try (Connection connection = Database.connect(); Statement other = connection.createStatement()) {
            connection.setAutoCommit(false);
            other.execute(statement);
            CompletableFuture<Void> done = CompletableFuture.runAsync(work);
            await().until(() -> Database.count("""
                    select count(*) from pg_stat_activity
                    where datname = current_database() and wait_event_type = 'Lock'""") > 0);
            before.run();
            connection.commit();
            done.join();
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    /** Has the database refuse, as a lost race, to delete the events of which that is true, while the work runs. */
    public static void refusesToDelete(String which, Runnable work) {
        Database.run("""
                create function refused() returns trigger language plpgsql as $$ begin
                    raise exception 'held by another hand' using errcode = '40P01';
                end $$""");
        try {
            Database.run("create trigger refused before delete on event for each row when (" + which
                    + ") execute function refused()");
            work.run();
        } finally {
            Database.run("drop function refused() cascade");
        }
    }
}
