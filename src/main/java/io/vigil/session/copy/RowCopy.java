package io.vigil.session.copy;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;

import org.hibernate.Session;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

import io.vigil.session.internal.Frame;

/**
 * PostgreSQL's COPY in its text form, over the connection of the session that is open. Its other end is a file of this machine
 * and never a socket: the connection is held all the while. It stops when the session is late.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY</a>
 */
public final class RowCopy {

    private static final int CHUNK = 64 << 10;

    private RowCopy() {
    }

    private interface Copy {
        long run(CopyManager copies) throws SQLException, IOException;
    }

    /** All that this session reads from here on is of one moment. To be asked for before it reads anything. */
    public static void readOneMoment(Session db) {
        db.createNativeMutationQuery("set transaction isolation level repeatable read").executeUpdate();
    }

    /**
     * Writes the rows of a query, in UTF-8.
     *
     * @return how many there are
     * @throws IOException if the file fails
     */
    public static long out(Session db, String query, OutputStream file) throws IOException {
        Frame frame = Frame.current().root();
        return copy(db, copies -> copies.copyOut("copy (" + query + ") to stdout (encoding 'UTF8')", new Watched(file, frame)));
    }

    /**
     * Reads rows that {@link #out} wrote.
     *
     * @param into a table with its columns in the order of the file, as SQL
     * @return how many there are
     * @throws IOException if the file fails
     */
    public static long in(Session db, String into, InputStream file) throws IOException {
        Frame frame = Frame.current().root();
        return copy(db, copies -> {
            frame.refuseWhenLate();
            return copies.copyIn("copy " + into + " from stdin (encoding 'UTF8')", file, CHUNK);
        });
    }

    private static long copy(Session db, Copy copy) throws IOException {
        try {
            return db.doReturningWork((Connection connection) -> {
                try {
                    return copy.run(connection.unwrap(PGConnection.class).getCopyAPI());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Looks at the time once in a while. */
    private static final class Watched extends FilterOutputStream {

        private final Frame frame;
        private long unwatched;

        private Watched(OutputStream file, Frame frame) {
            super(file);
            this.frame = frame;
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            unwatched += count;
            if (unwatched >= CHUNK) {
                frame.refuseWhenLate();
                unwatched = 0;
            }
            out.write(bytes, from, count);
        }
    }
}
