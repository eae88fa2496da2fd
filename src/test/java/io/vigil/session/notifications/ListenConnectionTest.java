package io.vigil.session.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;

import org.junit.jupiter.api.Test;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

class ListenConnectionTest {

    @Test
    void reaches_the_database_as_the_pools_do_but_with_its_own_name_and_waits() {
        String additional = "quarkus.datasource.jdbc.additional-jdbc-properties.";

        Properties properties = ListenConnection.Address.of(new SmallRyeConfigBuilder().withSources(new PropertiesConfigSource(
                Map.of("quarkus.datasource.jdbc.url", "jdbc:postgresql://db.example/vigil", "quarkus.datasource.username", "me",
                        additional + "sslmode", "verify-full", additional + "socketTimeout", "30",
                        additional + "ApplicationName", "vigil", additional + "options", "-c statement_timeout=5000"),
                "test", 100)).build()).properties();

        assertThat(properties).containsEntry("user", "me").containsEntry("sslmode", "verify-full")
                .containsEntry("socketTimeout", "5").containsEntry("ApplicationName", "vigil-listen")
                .doesNotContainKey("options");
    }
}
