package io.vigil.session.faults;

import java.time.Duration;

import io.vigil.session.SessionContext;
import io.vigil.testsupport.Database;

/** Makes the COMMIT of whoever chooses it take its time, with nothing committed while it lasts. */
final class SlowCommit implements AutoCloseable {

    /** What the backend waits for meanwhile, as pg_stat_activity names it. */
    static final String WAIT = "wait_event = 'PgSleep'";

    private SlowCommit() {
    }

    static SlowCommit taking(Duration time) {
        Database.run("""
                create table slow_commit (id int);
                create function wait_at_commit() returns trigger language plpgsql as
                    'begin perform pg_sleep(%d / 1000.0); return null; end';
                create constraint trigger wait_at_commit after insert on slow_commit deferrable initially deferred
                    for each row execute function wait_at_commit()""".formatted(time.toMillis()));
        return new SlowCommit();
    }

    /** The open session's. */
    void choose() {
        SessionContext.current().createNativeMutationQuery("insert into slow_commit values (1)").executeUpdate();
    }

    @Override
    public void close() {
        Database.run("drop table slow_commit; drop function wait_at_commit");
    }
}
