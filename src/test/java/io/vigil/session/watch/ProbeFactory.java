package io.vigil.session.watch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import javax.sql.DataSource;

import jakarta.transaction.TransactionManager;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.hibernate.Session;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

/** Makes checks, of the application's settings or of wrong ones. */
public final class ProbeFactory {

    private static final Path APPLICATION = Path.of("src/main/resources/application.properties");

    private ProbeFactory() {
    }

    /** A check that expects other options of the driver than the application has. */
    public static SessionSelfCheck expecting(String options, Session session, DataSource pool,
            TransactionManager transactions, ManagedExecutor executor) {
        Config config = new SmallRyeConfigBuilder().withSources(new PropertiesConfigSource(
                Map.of("quarkus.datasource.jdbc.additional-jdbc-properties.options", options), "test", 1)).build();
        return new SessionSelfCheck(config, session, pool, transactions, executor);
    }

    /** What the check at start says of the application's settings with these changes. */
    public static List<String> findings(Map<String, String> changed) throws IOException {
        Properties application = new Properties();
        try (InputStream in = Files.newInputStream(APPLICATION)) {
            application.load(in);
        }
        application.keySet().removeIf(key -> key.toString().startsWith("quarkus.datasource.migration"));
        return SessionSelfCheck.findings(new SmallRyeConfigBuilder().addDiscoveredConverters().addDefaultInterceptors()
                .withSources(
                        new PropertiesConfigSource(application, "application", 1),
                        new PropertiesConfigSource(changed, "changed", 2))
                .build());
    }
}
