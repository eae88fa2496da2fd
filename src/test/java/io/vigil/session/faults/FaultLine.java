package io.vigil.session.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A way to PostgreSQL on which things go wrong when they are told to. A client connects to it as to the server; what it does
 * not strike it passes on unchanged. Only connections of the watched application are struck, so that a test's own look at the
 * database is never its own victim.
 *
 * <pre>
 * Fault fault = line.arm(Fault.at(Moment.COMMIT_ANSWER, Deed.cut()));
 * … a session …
 * assertThat(fault.hit()).isTrue();
 * </pre>
 */
final class FaultLine implements AutoCloseable {

    private static final String PREFIX = "jdbc:";

    private final String targetUrl;
    private final URI target;
    private final String application;
    private final ServerSocket door;
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
    private volatile Latency latency = Latency.NONE;
    private volatile boolean shut;

    private FaultLine(String targetUrl, String application, ServerSocket door) {
        this.targetUrl = targetUrl;
        this.target = URI.create(targetUrl.substring(PREFIX.length()));
        this.application = application;
        this.door = door;
    }

    /** A line to the server of this JDBC URL, which strikes the connections of the application of that name. */
    static FaultLine to(String jdbcUrl, String application) throws IOException {
        FaultLine line = new FaultLine(jdbcUrl, application, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        daemon(line::accept).start();
        return line;
    }

    /** The JDBC URL that leads through this line. */
    String url() {
        return targetUrl.replace(target.getAuthority(), "localhost:" + door.getLocalPort());
    }

    /** The JDBC URL that leads past it. */
    String urlPast() {
        return targetUrl;
    }

    /** Lets the fault strike at the next moment that is its own. */
    Fault arm(Fault fault) {
        faults.add(fault);
        return fault;
    }

    /** The faults that were armed since it was last quiet and did not strike. */
    List<Fault> unstruck() {
        return faults.stream().filter(fault -> !fault.hit()).toList();
    }

    /** Makes the way of the watched connections slow. */
    void slow(Latency slow) {
        latency = slow;
    }

    /** Cuts every watched connection that there is; answers how many. */
    int cutAll() {
        List<Wire> watched = wires.stream().filter(Wire::isWatched).toList();
        watched.forEach(Wire::cut);
        return watched.size();
    }

    /** Turns every newcomer away, watched or not, until all is quiet again. */
    void shut() {
        shut = true;
    }

    /** Nothing goes wrong any more. */
    void quiet() {
        faults.clear();
        latency = Latency.NONE;
        shut = false;
    }

    @Override
    public void close() throws IOException {
        door.close();
        wires.forEach(Wire::cut);
    }

    static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "fault-line");
        thread.setDaemon(true);
        return thread;
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(target.getHost(), target.getPort());
        socket.setTcpNoDelay(true);
        return socket;
    }

    boolean watches(String applicationName) {
        return application.equals(applicationName);
    }

    Latency latency() {
        return latency;
    }

    Fault claim(Moment moment, String sql, Wire wire) {
        return faults.stream().filter(fault -> fault.claims(moment, sql, wire)).findFirst().orElse(null);
    }

    void forget(Wire wire) {
        wires.remove(wire);
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                if (shut) {
                    client.close();
                    continue;
                }
                client.setTcpNoDelay(true);
                Wire wire = new Wire(this, client);
                wires.add(wire);
                wire.start();
            } catch (IOException e) {
                // Closed, or a client that left while it was let in.
            }
        }
    }
}
