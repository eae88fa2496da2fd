package io.vigil.session.watch;

import java.util.Map;

import javax.sql.DataSource;

import jakarta.transaction.TransactionManager;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.hibernate.Session;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

/** Makes checks that look at something wrong. */
public final class ProbeFactory {

    private ProbeFactory() {
    }

    /** A check that expects other options of the driver than the application has. */
    public static SessionSelfCheck expecting(String options, Session session, DataSource pool,
            TransactionManager transactions, ManagedExecutor executor) {
        Config config = new SmallRyeConfigBuilder().withSources(new PropertiesConfigSource(
                Map.of("quarkus.datasource.jdbc.additional-jdbc-properties.options", options), "test", 1)).build();
        return new SessionSelfCheck(config, session, pool, transactions, executor);
    }
}
