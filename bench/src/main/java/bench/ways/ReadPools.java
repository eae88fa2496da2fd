package bench.ways;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;

import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.postgresql.jdbc.PgConnection;

import io.agroal.api.AgroalDataSource;

/**
 * Ways to a session that only reads, made of nothing but the pool, the driver and the transaction manager. In each of them
 * PostgreSQL refuses every write.
 */
public final class ReadPools {

    private final TransactionManager manager;
    private final SessionFactory factory;
    private final AgroalDataSource shared;
    private final AgroalDataSource told;
    private final AgroalDataSource readOnly;
    private final AgroalDataSource unmanaged;

    /** Connections of the told pool that were last told to refuse writes. */
    private final Set<PgConnection> refusing = ConcurrentHashMap.newKeySet();

    public ReadPools(TransactionManager manager, TransactionSynchronizationRegistry registry, SessionFactory factory)
            throws SQLException {
        this.manager = manager;
        this.factory = factory;
        this.shared = Pools.enlisted(manager, registry, "");
        this.told = Pools.enlisted(manager, registry, "");
        this.readOnly = Pools.enlisted(manager, registry, Pools.READ_ONLY);
        this.unmanaged = Pools.unmanaged(Pools.READ_ONLY);
    }

    /** BEGIN READ ONLY with the first statement, COMMIT at the end. */
    public <T> T inTransaction(Function<Session, T> work) throws Exception {
        return BareManager.call(manager, () -> {
            try (Connection connection = shared.getConnection()) {
                connection.unwrap(PgConnection.class).setReadOnly(true);
                return reading(connection, work);
            }
        });
    }

    /** A transaction that may write, beside {@link #inTransaction}. */
    public <T> T writing(Function<Session, T> work) throws Exception {
        return BareManager.call(manager, () -> {
            try (Connection connection = shared.getConnection()) {
                connection.unwrap(PgConnection.class).setReadOnly(false);
                return using(connection, work);
            }
        });
    }

    /** No transaction; the connection is told to refuse writes, if it was not told already. */
    public <T> T onAutoCommit(Function<Session, T> work) throws SQLException {
        try (Connection connection = told.getConnection()) {
            PgConnection physical = connection.unwrap(PgConnection.class);
            if (refusing.add(physical)) {
                refuse(physical, "on");
            }
            return reading(connection, work);
        }
    }

    /** A transaction that may write, beside {@link #onAutoCommit}: the connection must be told, outside any transaction. */
    public <T> T writingAfterAutoCommit(Function<Session, T> work) throws Exception {
        return BareManager.call(manager, () -> {
            try (Connection connection = told.getConnection()) {
                PgConnection physical = connection.unwrap(PgConnection.class);
                if (refusing.remove(physical)) {
                    physical.setAutoCommit(true);
                    refuse(physical, "off");
                    physical.setAutoCommit(false);
                }
                return using(connection, work);
            }
        });
    }

    /** A second pool, born read-only, enlisted like the first; its connection is on auto-commit while the work runs. */
    public <T> T onReadOnlyPool(Function<Session, T> work) throws Exception {
        return BareManager.call(manager, () -> {
            try (Connection connection = readOnly.getConnection()) {
                PgConnection physical = connection.unwrap(PgConnection.class);
                physical.setAutoCommit(true);
                try {
                    return reading(connection, work);
                } finally {
                    // Or the pool's commit would be refused; on an idle connection neither costs a round trip.
                    physical.setAutoCommit(false);
                }
            }
        });
    }

    /** A second pool, born read-only, that the transaction manager never hears of. */
    public <T> T unmanaged(Function<Session, T> work) throws SQLException {
        try (Connection connection = unmanaged.getConnection()) {
            return reading(connection, work);
        }
    }

    private <T> T reading(Connection connection, Function<Session, T> work) {
        return using(connection, db -> {
            db.setDefaultReadOnly(true);
            db.setHibernateFlushMode(FlushMode.MANUAL);
            return work.apply(db);
        });
    }

    private <T> T using(Connection connection, Function<Session, T> work) {
        try (Session db = factory.withOptions().connection(connection).openSession()) {
            return work.apply(db);
        }
    }

    private static void refuse(PgConnection physical, String onOrOff) throws SQLException {
        try (Statement statement = physical.createStatement()) {
            statement.execute("set default_transaction_read_only = " + onOrOff);
        }
    }
}
