package io.vigil.session.internal;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Collection;
import java.util.List;
import java.util.logging.Logger;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSourceMetrics;
import io.agroal.api.AgroalPoolInterceptor;
import io.agroal.api.configuration.AgroalDataSourceConfiguration;

/**
 * The data source that Hibernate knows: read-only frames get a connection that was born read-only, all others one that writes.
 * Everything but the connection is the writing pool's.
 */
final class RoutingDataSource implements AgroalDataSource {

    private static final long serialVersionUID = 1L;

    private final transient AgroalDataSource writing;
    private final transient AgroalDataSource reading;

    RoutingDataSource(AgroalDataSource writing, AgroalDataSource reading) {
        this.writing = writing;
        this.reading = reading;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Frame frame = Frame.current();
        if (frame == null) {
            return writing.getConnection();
        }
        Frame root = frame.root();
        root.times().waits();
        try {
            return taken(root.spec().readOnly() ? reading : writing);
        } finally {
            root.times().waited();
        }
    }

    /**
     * Asks a second time where the pool gave up with room left: it does not wake who waits when a connection dies, and now and
     * then not when one comes back.
     */
    private static Connection taken(AgroalDataSource pool) throws SQLException {
        try {
            return pool.getConnection();
        } catch (SQLException e) {
            if (!isGivenUp(e) || Thread.currentThread().isInterrupted() || !hasRoom(pool)) {
                throw e;
            }
            return pool.getConnection();
        }
    }

    /** Whether the pool itself says so, and not PostgreSQL or the way to it. */
    private static boolean isGivenUp(SQLException e) {
        return e.getSQLState() == null && e.getCause() == null;
    }

    private static boolean hasRoom(AgroalDataSource pool) {
        return pool.getMetrics().activeCount() < pool.getConfiguration().connectionPoolConfiguration().maxSize();
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("Connections are the pool's user's");
    }

    @Override
    public Connection getReadOnlyConnection() throws SQLException {
        return getConnection();
    }

    @Override
    public AgroalDataSourceConfiguration getConfiguration() {
        return writing.getConfiguration();
    }

    @Override
    public AgroalDataSourceMetrics getMetrics() {
        return writing.getMetrics();
    }

    @Override
    public void flush(FlushMode mode) {
        writing.flush(mode);
        reading.flush(mode);
    }

    @Override
    public void setPoolInterceptors(Collection<? extends AgroalPoolInterceptor> interceptors) {
        throw new UnsupportedOperationException("The pools have theirs from the start");
    }

    @Override
    public List<AgroalPoolInterceptor> getPoolInterceptors() {
        return writing.getPoolInterceptors();
    }

    @Override
    public boolean isHealthy(boolean newConnection) throws SQLException {
        return writing.isHealthy(newConnection) && reading.isHealthy(newConnection);
    }

    /** The container closes the pools themselves. */
    @Override
    public void close() {
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return writing.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        writing.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        writing.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return writing.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return writing.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return writing.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return writing.isWrapperFor(type);
    }
}
