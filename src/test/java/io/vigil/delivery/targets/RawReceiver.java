package io.vigil.delivery.targets;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A receiver that is a bare socket: it counts who comes, keeps what they say, and answers these bytes, right or wrong. */
public class RawReceiver implements AutoCloseable {

    private final ServerSocket server;
    private final AtomicInteger visits = new AtomicInteger();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /** @param answer null to say nothing and stay */
    public RawReceiver(String address, int port, String answer) {
        try {
            server = new ServerSocket(port, 50, ScriptedNames.literal(address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(() -> serve(answer), "raw-receiver");
        thread.setDaemon(true);
        thread.start();
    }

    /** An answer with this body. */
    public static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    public int port() {
        return server.getLocalPort();
    }

    InetAddress address() {
        return server.getInetAddress();
    }

    /** How many connections were made to it. */
    public int visits() {
        return visits.get();
    }

    /** Request lines and headers, as they came. */
    List<String> heads() {
        return heads;
    }

    private void serve(String answer) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                visits.incrementAndGet();
                heads.add(head(socket.getInputStream()));
                if (answer != null) {
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                    socket.getOutputStream().flush();
                }
            } catch (IOException e) {
                // The test is over, or the visitor left.
                continue;
            }
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
