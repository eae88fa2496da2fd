package io.vigil.session.bench;

import java.sql.SQLException;
import java.time.Duration;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.postgresql.Driver;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;

/** Pools made by hand, of the size and with the driver settings of the application's. */
final class Pools {

    private static final String POOL = "quarkus.datasource.jdbc.";
    private static final String DRIVER = POOL + "additional-jdbc-properties.";

    private Pools() {
    }

    /** One that knows nothing of transactions; its connections are born without auto-commit. */
    static AgroalDataSource raw() throws SQLException {
        AgroalDataSourceConfigurationSupplier supplier = supplier("");
        supplier.connectionPoolConfiguration().connectionFactoryConfiguration().autoCommit(false);
        return AgroalDataSource.from(supplier);
    }

    /** What all have in common. */
    static AgroalDataSourceConfigurationSupplier supplier(String moreOptions) {
        Config config = ConfigProvider.getConfig();
        AgroalDataSourceConfigurationSupplier supplier = new AgroalDataSourceConfigurationSupplier();
        supplier.connectionPoolConfiguration().maxSize(config.getValue(POOL + "max-size", Integer.class))
                .acquisitionTimeout(Duration.ofSeconds(2))
                .connectionFactoryConfiguration().connectionProviderClass(Driver.class)
                .jdbcUrl(config.getValue(POOL + "url", String.class))
                .principal(new NamePrincipal(config.getValue("quarkus.datasource.username", String.class)))
                .jdbcProperty("options", config.getValue(DRIVER + "options", String.class) + moreOptions);
        return supplier;
    }
}
