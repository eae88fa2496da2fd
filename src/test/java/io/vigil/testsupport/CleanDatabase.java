package io.vigil.testsupport;

import static org.awaitility.Awaitility.await;

import jakarta.enterprise.inject.spi.CDI;

import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import io.vigil.settings.Settings;

/** Every test starts with empty tables, and nothing remembers what was in them. */
public class CleanDatabase implements QuarkusTestBeforeEachCallback {

    @Override
    public void beforeEach(QuarkusTestMethodContext context) {
        await().until(() -> "1".equals(Database.value("select count(*) from pg_tables where tablename = 'setting'")));
        Database.empty();
        MovableClock.reset();
        CDI.current().select(Settings.class).get().forget();
    }
}
