package bench.ways;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

/** A transaction with nothing but the driver. */
public final class RawJdbc {

    private RawJdbc() {
    }

    /** Work on a connection. */
    @FunctionalInterface
    public interface ConnectionWork {
        int run(Connection connection) throws SQLException;
    }

    public static int run(DataSource pool, ConnectionWork work) throws SQLException {
        Connection connection = pool.getConnection();
        boolean done = false;
        try {
            int result = work.run(connection);
            connection.commit();
            done = true;
            return result;
        } finally {
            try {
                if (!done) {
                    connection.rollback();
                }
            } finally {
                connection.close();
            }
        }
    }
}
