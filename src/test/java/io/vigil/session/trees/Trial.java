package io.vigil.session.trees;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.arc.Arc;
import io.vigil.session.internal.LiveFrames;
import io.vigil.testsupport.Database;

/** Plays a tree in both worlds and compares what came of it; looks at what was left behind after every tree. */
final class Trial implements AutoCloseable {

    /** The key of a row that is there already. */
    static final String TAKEN = "taken";
    /** How the real world describes that it had no connection in time. */
    static final String UNAVAILABLE = "unavailable";
    static final Comparator<String> BY_STEP = Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    private static final String PREFIX = "k";
    private static final int TREES_PER_LOOK_AT_BACKENDS = 50;

    private final Connection look;
    private final LiveFrames live = Arc.container().instance(LiveFrames.class).get();
    private final TransactionManager transactions = Arc.container().instance(TransactionManager.class).get();
    private final AgroalDataSource writing = Arc.container().instance(AgroalDataSource.class).get();
    private final AgroalDataSource reading = Arc.container()
            .instance(AgroalDataSource.class, new DataSource.DataSourceLiteral("read")).get();
    private int trees;
    private int failedFollowUps;
    private int evicted;

    /** The protocols of one tree. */
    record Compared(List<String> expected, List<String> actual) {

        boolean differ() {
            return !expected.equals(actual);
        }

        /** Where they part. */
        String difference() {
            int same = 0;
            while (same < expected.size() && same < actual.size() && expected.get(same).equals(actual.get(same))) {
                same++;
            }
            return "%s%n  expected: %s%n  actual:   %s".formatted(String.join("\n", actual.subList(0, same)),
                    expected.subList(same, expected.size()), actual.subList(same, actual.size()));
        }
    }

    Trial() throws SQLException {
        prepare();
        look = Database.connect();
        // One idle connection in each pool, so that an interrupted thread has none to wait for.
        writing.flush(AgroalDataSource.FlushMode.IDLE);
        PostgresWorld.warm();
    }

    /** What the steps find. */
    static void prepare() {
        Database.run("drop table if exists deferred");
        Database.run("create table deferred (key text unique deferrable initially deferred)");
        Database.run("insert into setting values ('" + TAKEN + "', 'once', now()) on conflict do nothing");
    }

    Compared play(List<Step> tree) {
        PostgresWorld world = new PostgresWorld(PREFIX);
        List<String> actual = Play.of(tree, world, PREFIX);
        actual.add("torn connections: " + world.torn());
        actual.add("interrupted: " + Thread.interrupted());
        actual.add("rows: " + takeRows());
        actual.add("left behind: " + leftBehind());

        ModelWorld model = new ModelWorld();
        List<String> expected = Play.of(tree, model, PREFIX);
        expected.add("torn connections: " + model.torn());
        expected.add("interrupted: " + model.isInterrupted());
        expected.add("rows: " + model.stored().entrySet());
        expected.add("left behind: []");
        failedFollowUps += model.failedFollowUps();
        evicted += model.evicted();
        return new Compared(expected, actual);
    }

    /** How many actions after a commit must have failed so far. */
    int failedFollowUps() {
        return failedFollowUps;
    }

    /** How many transactions of nobody must have been evicted so far. */
    int evicted() {
        return evicted;
    }

    private List<String> takeRows() {
        List<String> rows = column(
                "delete from setting where key like '" + PREFIX + "%' returning key || '=' || value");
        rows.sort(Comparator.comparing(row -> row.substring(0, row.indexOf('=')), BY_STEP));
        return rows;
    }

    private List<String> leftBehind() {
        List<String> found = new ArrayList<>(live.describe());
        long out = writing.getMetrics().activeCount() + reading.getMetrics().activeCount();
        if (out != 0) {
            found.add(out + " connections out");
        }
        try {
            if (transactions.getStatus() != Status.STATUS_NO_TRANSACTION) {
                found.add("a transaction on the thread");
                transactions.rollback();
                transactions.suspend();
            }
        } catch (SystemException | IllegalStateException e) {
            found.add(e.toString());
        }
        if (trees++ % TREES_PER_LOOK_AT_BACKENDS == 0) {
            found.addAll(column("""
                    select query from pg_stat_activity
                    where application_name = 'vigil' and state like 'idle in transaction%'"""));
            column("delete from deferred returning key").forEach(key -> found.add("deferred " + key));
        }
        return found;
    }

    private List<String> column(String sql) {
        return Database.column(look, sql);
    }

    @Override
    public void close() throws SQLException {
        look.close();
        Database.run("drop table deferred");
    }
}
