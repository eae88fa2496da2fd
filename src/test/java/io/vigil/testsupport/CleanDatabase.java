package io.vigil.testsupport;

import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;

/** Every test starts with empty tables. */
public class CleanDatabase implements QuarkusTestBeforeEachCallback {

    @Override
    public void beforeEach(QuarkusTestMethodContext context) {
        if (!isMigrated()) {
            await().until(CleanDatabase::isMigrated);
        }
        Database.empty();
        MovableClock.reset();
    }

    private static boolean isMigrated() {
        return "1".equals(Database.value("select count(*) from pg_tables where tablename = 'setting'"));
    }
}
