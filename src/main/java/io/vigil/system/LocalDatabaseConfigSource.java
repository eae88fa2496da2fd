package io.vigil.system;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.eclipse.microprofile.config.spi.ConfigSource;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;

/** In dev and test, where no data source URL is given, starts the embedded PostgreSQL and gives its URL. */
public class LocalDatabaseConfigSource implements ConfigSourceFactory {

    private static final String URL = "quarkus.datasource.jdbc.url";
    private static final int BELOW_ENVIRONMENT = 240;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        if (!"true".equals(value(context, "vigil.local-database.enabled")) || value(context, URL) != null) {
            return List.of();
        }
        String directory = value(context, "vigil.local-database.directory");
        String url = LocalDatabase.url(directory == null ? null : Path.of(directory));
        return List.of(new PropertiesConfigSource(Map.of(URL, url, "quarkus.datasource.username", "postgres"),
                "local-database", BELOW_ENVIRONMENT));
    }

    private static String value(ConfigSourceContext context, String key) {
        ConfigValue value = context.getValue(key);
        return value == null ? null : value.getValue();
    }
}
