package io.vigil.session.copy;

import java.io.FilterInputStream;
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

import io.vigil.session.Budget;
import io.vigil.session.SessionException;
import io.vigil.session.internal.Frame;
import io.vigil.session.internal.StatementWatch;

/**
 * PostgreSQL's COPY in its text form, over the connection of the session that is open, which has the budget
 * {@link Budget#BACKUP}. Its other end is a file of this machine and never a socket: the connection is held all the while. It
 * stops when the session is late, and the watchdog cancels it like any statement.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY</a>
 */
public final class RowCopy {

    private static final int CHUNK = 64 << 10;

    private RowCopy() {
    }

    private interface Copy {
        long run(CopyManager copies, Frame root) throws SQLException, IOException;
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
        return copy(db, (copies, root) -> copies.copyOut("copy (" + query + ") to stdout (encoding 'UTF8')",
                new WatchedOut(file, root)));
    }

    /**
     * Reads rows that {@link #out} wrote.
     *
     * @param into a table with its columns in the order of the file, as SQL
     * @return how many there are
     * @throws IOException if the file fails
     */
    public static long in(Session db, String into, InputStream file) throws IOException {
        return copy(db, (copies, root) -> copies.copyIn("copy " + into + " from stdin (encoding 'UTF8')",
                new WatchedIn(file, root), CHUNK));
    }

    private static long copy(Session db, Copy copy) throws IOException {
        Frame root = backup();
        root.refuseWhenLate();
        try {
            return StatementWatch.<Long, RuntimeException> asked(root, () -> db.doReturningWork((Connection connection) -> {
                try {
                    return copy.run(connection.unwrap(PGConnection.class).getCopyAPI(), root);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Frame backup() {
        Frame frame = Frame.current();
        if (frame == null || frame.root().spec().budget() != Budget.BACKUP) {
            throw new SessionException.Refused("Rows are copied in a session of the budget BACKUP, not in %s"
                    .formatted(frame == null ? "none" : "'" + frame.root().name() + "'"));
        }
        return frame.root();
    }

    /** Looks at the time once in a while. */
    private static final class Watch {

        private final Frame root;
        private long unwatched;

        private Watch(Frame root) {
            this.root = root;
        }

        private void moves(int count) {
            unwatched += count;
            if (unwatched >= CHUNK) {
                root.refuseWhenLate();
                unwatched = 0;
            }
        }
    }

    private static final class WatchedOut extends FilterOutputStream {

        private final Watch watch;

        private WatchedOut(OutputStream file, Frame root) {
            super(file);
            this.watch = new Watch(root);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            watch.moves(count);
            out.write(bytes, from, count);
        }
    }

    private static final class WatchedIn extends FilterInputStream {

        private final Watch watch;

        private WatchedIn(InputStream file, Frame root) {
            super(file);
            this.watch = new Watch(root);
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            int read = in.read(bytes, from, count);
            watch.moves(Math.max(read, 0));
            return read;
        }
    }
}
