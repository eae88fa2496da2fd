package bench.ways;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

import org.hibernate.Session;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.hibernate.type.StandardBasicTypes;

/** What is done inside a transaction, the same for all who open one. */
public final class Work {

    /** Without a stack, because that costs the same whoever rolls back. */
    public static final RuntimeException UNWANTED = new RuntimeException("unwanted", null, false, false) {
        private static final long serialVersionUID = 1;
    };

    private static final String SELECT = "select 1 as one";

    private Work() {
    }

    /**
     * The smallest row there is. Its type is given, so that nothing but the statement is measured.
     */
    public static Integer select(Session db) {
        return db.createNativeQuery(SELECT, Integer.class).addScalar("one", StandardBasicTypes.INTEGER).getSingleResult();
    }

    public static String find(Session db, UUID id) {
        return db.find(BenchRow.class, id).text;
    }

    public static Integer fail(Session db) {
        select(db);
        throw UNWANTED;
    }

    public static UUID insert(Session db) {
        BenchRow row = BenchRow.made();
        db.persist(row);
        return row.id;
    }

    public static int select(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SELECT); ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getInt(1);
        }
    }

    public static int fail(Connection connection) throws SQLException {
        select(connection);
        throw UNWANTED;
    }

    public static int insert(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("insert into bench_row (text, id) values (?, ?)")) {
            statement.setString(1, BenchRow.TEXT);
            statement.setObject(2, UuidVersion7Strategy.INSTANCE.generateUuid(null));
            return statement.executeUpdate();
        }
    }

    public static int execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }
}
