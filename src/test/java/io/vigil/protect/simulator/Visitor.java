package io.vigil.protect.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Asks a simulator with the JDK's own client, so that neither checks itself. */
final class Visitor {

    private final HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build();
    private final ControllerSimulator simulator;
    private String cookie = "";

    Visitor(ControllerSimulator simulator) {
        this.simulator = simulator;
    }

    /** The answer to a GET, with the key and, once signed in, the cookie. */
    HttpResponse<byte[]> get(String path) {
        return send(request(path).GET());
    }

    /** Signs in with the simulator's account and this password. */
    HttpResponse<byte[]> signIn(String password) {
        HttpResponse<byte[]> answer = send(request("/api/auth/login").POST(HttpRequest.BodyPublishers
                .ofString("{\"username\":\"" + simulator.username() + "\",\"password\":\"" + password + "\"}")));
        cookie = answer.headers().firstValue("Set-Cookie").map(header -> header.split(";")[0]).orElse("");
        return answer;
    }

    /** Listens to a channel; what comes is added to the ear. */
    WebSocket listen(Channel channel, String query, Ear ear) {
        URI uri = URI.create("wss://localhost:" + simulator.port() + channel.path() + query);
        return client.newWebSocketBuilder().header("X-API-KEY", simulator.apiKey()).header("Cookie", cookie)
                .buildAsync(uri, ear).join();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + simulator.port() + path));
        request.header("X-API-KEY", simulator.apiKey());
        return cookie.isEmpty() ? request : request.header("Cookie", cookie);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] { new TrustsAll() }, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What was heard on a channel. */
    static final class Ear implements WebSocket.Listener {

        final List<String> texts = new CopyOnWriteArrayList<>();
        final List<byte[]> packets = new CopyOnWriteArrayList<>();
        final List<String> endings = new CopyOnWriteArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean isLast) {
            text.append(data);
            if (isLast) {
                texts.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean isLast) {
            byte[] piece = new byte[data.remaining()];
            data.get(piece);
            bytes.writeBytes(piece);
            if (isLast) {
                packets.add(bytes.toByteArray());
                bytes.reset();
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            texts.add("pong");
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            endings.add(status + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            endings.add("broken");
        }
    }

    private static final class TrustsAll extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
