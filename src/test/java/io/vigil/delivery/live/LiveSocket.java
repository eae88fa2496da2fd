package io.vigil.delivery.live;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import org.eclipse.microprofile.config.ConfigProvider;

import io.restassured.path.json.JsonPath;
import io.vigil.testsupport.Api;

/** A client that is connected and writes down what it hears. It answers no ping unless told to. */
final class LiveSocket implements WebSocket.Listener, AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final StringBuilder partial = new StringBuilder();
    private volatile Integer closeCode;
    private WebSocket socket;

    private LiveSocket() {
    }

    /** The administrator's. */
    static LiveSocket open() {
        return open("Authorization", "Bearer " + Api.adminToken());
    }

    /** The administrator's, when it is among the clients; nobody else comes or goes meanwhile. */
    static LiveSocket joined(LiveClients clients) {
        return joined(clients, "Authorization", "Bearer " + Api.adminToken());
    }

    /** Likewise, with these headers. */
    static LiveSocket joined(LiveClients clients, String... headers) {
        int before = clients.all().size();
        LiveSocket client = open(headers);
        await().until(() -> clients.all().size() > before);
        return client;
    }

    /** With these headers: names and values in turn. */
    static LiveSocket open(String... headers) {
        LiveSocket client = new LiveSocket();
        WebSocket.Builder handshake = HTTP.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            handshake.header(headers[i], headers[i + 1]);
        }
        client.socket = handshake.buildAsync(address(), client).join();
        return client;
    }

    /** The status of the answer to a handshake that is refused. */
    static int refused(String... headers) {
        try {
            open(headers).close();
            return 101;
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
    }

    static URI address() {
        String http = ConfigProvider.getConfig().getValue("test.url", String.class);
        return URI.create("ws" + http.substring("http".length()) + "/ws");
    }

    void say(String text) {
        socket.sendText(text, true).join();
    }

    /** All that was said so far. */
    List<String> heard() {
        return List.copyOf(heard);
    }

    /** Waits until so much was said. */
    void awaitHeard(int count) {
        await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(5)).until(() -> heard.size() >= count);
    }

    /** The messages of that type so far. */
    List<JsonPath> messages(String type) {
        return heard.stream().filter(text -> text.startsWith("{")).map(JsonPath::from)
                .filter(message -> message.getString("type").equals(type)).toList();
    }

    /** Waits until so many of them are there. */
    List<JsonPath> awaitMessages(String type, int count) {
        await().atMost(Duration.ofSeconds(20)).until(() -> messages(type).size() >= count);
        return messages(type);
    }

    /** Waits until the server has closed it, and answers with which code. */
    int awaitClosed() {
        await().atMost(Duration.ofSeconds(20)).until(() -> closeCode != null);
        return closeCode;
    }

    boolean isOpen() {
        return closeCode == null;
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            heard.add(partial.toString());
            partial.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closeCode = statusCode;
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        if (closeCode == null) {
            // RFC 6455, section 7.4.1: no closing frame was there.
            closeCode = 1006;
        }
    }

    @Override
    public void close() {
        socket.abort();
    }
}
