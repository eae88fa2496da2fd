package io.vigil.session.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;
import org.postgresql.jdbc.PgConnection;

import io.agroal.api.AgroalPoolInterceptor;

/**
 * Sees each connection leave and return, so that its hold time is told by session name; and prepares it for its frame while
 * no transaction has begun on the server: a read-only frame's first statement then begins with BEGIN READ ONLY, in the same
 * round trip.
 * <p>
 * It never throws: an exception from here would corrupt the pool's counts. A return may come from the reaper thread, so
 * connections are matched to frames by the connection and never by the thread.
 */
@Singleton
public class ConnectionWatch implements AgroalPoolInterceptor {

    private static final Logger LOG = Logger.getLogger(ConnectionWatch.class);

    private final Map<PgConnection, Frame> holders = new ConcurrentHashMap<>();

    @Override
    public void onConnectionAcquire(Connection connection) {
        Frame current = Frame.current();
        if (current == null) {
            // A strict pool gives no connection to a thread without a transaction; only a foreign one can get here.
            LOG.error("A connection was taken outside any session", new IllegalStateException("taken here"));
            return;
        }
        Frame frame = current.root();
        try {
            PgConnection physical = connection.unwrap(PgConnection.class);
            holders.put(physical, frame);
            frame.held();
            prepare(physical, frame);
        } catch (SQLException e) {
            frame.failed(e);
        }
    }

    @Override
    public void onConnectionReturn(Connection connection) {
        release(connection);
    }

    @Override
    public void onConnectionDestroy(Connection connection) {
        release(connection);
    }

    private static void prepare(PgConnection physical, Frame frame) throws SQLException {
        if (frame.spec().readOnly()) {
            physical.setReadOnly(true);
        }
        if (frame.spec().budget().raisesStatementLimit()) {
            try (Statement statement = physical.createStatement()) {
                statement.execute("SET LOCAL statement_timeout = " + frame.spec().budget().statementLimit().toMillis());
            }
        }
    }

    private void release(Connection connection) {
        try {
            PgConnection physical = connection.unwrap(PgConnection.class);
            Frame frame = holders.remove(physical);
            if (frame == null) {
                return;
            }
            frame.released();
            if (frame.spec().readOnly() && !physical.isClosed()) {
                physical.setReadOnly(false);
            }
        } catch (SQLException e) {
            LOG.warn("A connection could not be reset when it came back", e);
        }
    }
}
