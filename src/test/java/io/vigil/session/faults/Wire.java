package io.vigil.session.faults;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One client's connection through the line, with a thread for each direction. */
final class Wire {

    private static final int CANCEL = 80877102;
    private static final int SSL = 80877103;
    private static final int GSS = 80877104;

    /** The driver does not know yet at its first message whether the server is new enough to be told in it. */
    private static final Pattern APPLICATION_NAME = Pattern.compile("SET application_name = '([^']*)'");

    private final FaultLine line;
    private final Socket client;
    private final Conversation conversation = new Conversation();
    private volatile Socket server;
    private volatile boolean watched;
    private volatile boolean muted;
    private volatile boolean leaving;

    Wire(FaultLine line, Socket client) {
        this.line = line;
        this.client = client;
    }

    void start() {
        FaultLine.daemon(this::serve).start();
    }

    /** Whether faults may strike here: whether the client is one of those that the line is there for. */
    boolean isWatched() {
        return watched;
    }

    /** Both sides are gone. */
    void cut() {
        close(client);
        close(server);
    }

    /** The client is gone as soon as the server has all of what the client was sending. */
    void cutClient() {
        leaving = true;
        muted = true;
    }

    /** Whatever the server says from now on, the client does not hear it. */
    void mute() {
        muted = true;
    }

    private void serve() {
        try (client) {
            DataInputStream in = input(client);
            Message startup = greeting(in);
            if (startup == null) {
                return;
            }
            try (Socket target = line.connect()) {
                server = target;
                DataOutputStream out = output(target);
                if (startup.code() == CANCEL) {
                    startup.write(out);
                    out.flush();
                    // The server closes when it has passed the cancellation on, which is what the client waits for.
                    target.getInputStream().read();
                    return;
                }
                if (!introduce(applicationName(startup))) {
                    return;
                }
                startup.write(out);
                out.flush();
                Thread back = FaultLine.daemon(this::back);
                back.start();
                forth(in, out);
                back.join();
            }
        } catch (IOException | InterruptedException e) {
            // Somebody went away, which is what this is all about.
        } finally {
            cut();
            line.forget(this);
        }
    }

    /** The first real message: an encrypted one could not be read here, so encryption is refused, as a server may. */
    private Message greeting(DataInputStream in) throws IOException {
        Message message = Message.readStartup(in);
        while (message != null && (message.code() == SSL || message.code() == GSS)) {
            client.getOutputStream().write('N');
            message = Message.readStartup(in);
        }
        return message;
    }

    private static String applicationName(Message startup) {
        for (int i = 0; !startup.text(Integer.BYTES, i).isEmpty(); i += 2) {
            if (startup.text(Integer.BYTES, i).equals("application_name")) {
                return startup.text(Integer.BYTES, i + 1);
            }
        }
        return "";
    }

    /** The client says who it is; answers whether that may go on. */
    private boolean introduce(String applicationName) throws IOException {
        watched = line.watches(applicationName);
        return passes(Moment.CONNECT, applicationName);
    }

    private void forth(DataInputStream in, DataOutputStream out) throws IOException {
        for (Message message = Message.read(in); message != null; message = Message.read(in)) {
            String sql = conversation.sent(message);
            if (sql != null && !passes(sql)) {
                return;
            }
            message.write(out);
            boolean complete = message.type() == 'S' || message.type() == 'Q';
            if (complete && leaving) {
                out.flush();
                close(client);
                break;
            }
            flush(in, out);
        }
        server.shutdownOutput();
    }

    private void back() {
        try {
            DataInputStream in = input(server);
            DataOutputStream out = output(client);
            for (Message message = Message.read(in); message != null; message = Message.read(in)) {
                String sql = conversation.answering();
                boolean committed = message.type() == 'C' && sql != null && isCommit(sql);
                if (committed && !passes(Moment.COMMIT_ANSWER, sql)) {
                    return;
                }
                conversation.answered(message);
                if (muted) {
                    closeIfLeft();
                    continue;
                }
                message.write(out);
                if (message.type() == 'D' && sql != null) {
                    strikeAfterRow(sql, out);
                }
                flush(in, out);
            }
        } catch (IOException e) {
            // One side went away; the other is told below.
        } finally {
            close(client);
        }
    }

    /** A client that left while the server was talking has nothing more to send. */
    private void closeIfLeft() {
        if (leaving && conversation.answering() == null) {
            close(client);
        }
    }

    private void strikeAfterRow(String sql, DataOutputStream out) throws IOException {
        Fault fault = claim(Moment.FIRST_ROW, sql);
        if (fault != null) {
            out.flush();
            fault.deed().strike(this);
        }
    }

    private boolean passes(String sql) throws IOException {
        Matcher name = watched ? null : APPLICATION_NAME.matcher(sql);
        if (name != null && name.find()) {
            return introduce(name.group(1));
        }
        return passes(isCommit(sql) ? Moment.BEFORE_COMMIT : Moment.BEFORE_STATEMENT, sql);
    }

    private boolean passes(Moment moment, String sql) throws IOException {
        Fault fault = claim(moment, sql);
        return fault == null || fault.deed().strike(this);
    }

    private Fault claim(Moment moment, String sql) {
        return watched ? line.claim(moment, sql, this) : null;
    }

    private void flush(DataInputStream in, DataOutputStream out) throws IOException {
        if (in.available() == 0) {
            if (watched) {
                line.latency().travel();
            }
            out.flush();
        }
    }

    private static boolean isCommit(String sql) {
        return sql.strip().equalsIgnoreCase("commit");
    }

    private static DataInputStream input(Socket socket) throws IOException {
        return new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    private static DataOutputStream output(Socket socket) throws IOException {
        return new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    private static void close(Socket socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is gone either way.
            }
        }
    }
}
