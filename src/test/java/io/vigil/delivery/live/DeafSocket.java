package io.vigil.delivery.live;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.vigil.testsupport.Api;

/** A client that reads nothing once it is connected. */
final class DeafSocket implements AutoCloseable {

    private final Socket socket;

    private DeafSocket(Socket socket) {
        this.socket = socket;
    }

    static DeafSocket open() throws IOException {
        URI address = LiveSocket.address();
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
        socket.getOutputStream().write("""
                GET /ws HTTP/1.1\r
                Host: %s\r
                Connection: Upgrade\r
                Upgrade: websocket\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                Authorization: Bearer %s\r
                \r
                """.formatted(address.getAuthority(), Api.adminToken()).getBytes(StandardCharsets.US_ASCII));
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII), 1);
        String status = in.readLine();
        if (!status.contains(" 101 ")) {
            throw new IOException(status);
        }
        return new DeafSocket(socket);
    }

    /** Sends so many empty pings of the protocol's at once, masked with zeros (RFC 6455, section 5.2). */
    void ping(int times) throws IOException {
        ByteBuffer pings = ByteBuffer.allocate(times * 6);
        for (int i = 0; i < times; i++) {
            pings.put(new byte[] { (byte) 0x89, (byte) 0x80, 0, 0, 0, 0 });
        }
        socket.getOutputStream().write(pings.array());
    }

    /** Whether it was this side that ended it. */
    boolean isClosedHere() {
        return socket.isClosed();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
