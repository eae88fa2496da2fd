package io.vigil.session.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** Starts the application behind a {@link FaultLine}, with a small pool; a field of that type in the test gets the line. */
public class FaultLineResource implements QuarkusTestResourceLifecycleManager {

    private static final String DATASOURCE = "quarkus.datasource.";
    private static final String CONNECTIONS = DATASOURCE + "jdbc.max-size";

    private FaultLine line;

    @Override
    public Map<String, String> start() {
        Config config = ConfigProvider.getConfig();
        Map<String, String> settings = new HashMap<>();
        try {
            line = FaultLine.to(config.getValue(DATASOURCE + "jdbc.url", String.class), "vigil");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        settings.put(DATASOURCE + "jdbc.url", line.url());
        settings.put(DATASOURCE + "username", config.getValue(DATASOURCE + "username", String.class));
        // What is warned of is what the tests do, thousands of times.
        for (String category : List.of("com.arjuna", "io.agroal.pool", "io.vigil.session.internal.ConnectionWatch")) {
            settings.put("quarkus.log.category.\"" + category + "\".level", "ERROR");
        }
        if (System.getProperty(CONNECTIONS) == null) {
            settings.put(CONNECTIONS, "3");
        }
        return settings;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(line, new TestInjector.MatchesType(FaultLine.class));
    }

    @Override
    public void stop() {
        try {
            line.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
