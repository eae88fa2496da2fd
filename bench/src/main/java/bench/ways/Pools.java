package bench.ways;

import java.sql.SQLException;
import java.time.Duration;

import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.postgresql.Driver;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.narayana.NarayanaTransactionIntegration;

/** Pools made by hand, of the size and with the driver settings of the application's. */
public final class Pools {

    private static final String POOL = "quarkus.datasource.jdbc.";
    private static final String DRIVER = POOL + "additional-jdbc-properties.";

    /** Makes every transaction of a connection read-only, also those of single statements. */
    static final String READ_ONLY = " -c default_transaction_read_only=on";

    private Pools() {
    }

    /** One that knows nothing of transactions; its connections are born without auto-commit. */
    public static AgroalDataSource raw() throws SQLException {
        AgroalDataSourceConfigurationSupplier supplier = supplier("");
        supplier.connectionPoolConfiguration().connectionFactoryConfiguration().autoCommit(false);
        return AgroalDataSource.from(supplier);
    }

    /** One that knows nothing of transactions; its connections are on auto-commit. */
    public static AgroalDataSource unmanaged(String moreOptions) throws SQLException {
        return AgroalDataSource.from(supplier(moreOptions));
    }

    /** One whose connections take part in the transaction of the thread, if it has one. */
    public static AgroalDataSource enlisted(TransactionManager manager, TransactionSynchronizationRegistry registry,
            String moreOptions) throws SQLException {
        AgroalDataSourceConfigurationSupplier supplier = supplier(moreOptions);
        supplier.connectionPoolConfiguration().transactionIntegration(new NarayanaTransactionIntegration(manager, registry));
        return AgroalDataSource.from(supplier);
    }

    /** What all have in common. */
    private static AgroalDataSourceConfigurationSupplier supplier(String moreOptions) {
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
