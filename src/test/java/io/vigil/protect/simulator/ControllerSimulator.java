package io.vigil.protect.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vigil.protect.simulator.console.Accounts;
import io.vigil.protect.simulator.console.Console;
import io.vigil.protect.simulator.console.Front;
import io.vigil.protect.simulator.wire.Certificate;
import io.vigil.protect.simulator.wire.Message;

/**
 * A Protect controller that is none: both APIs on one TLS port of this machine, on real sockets. What it is told goes to
 * whoever listens and into its history; with nobody listening, into the history only. Its methods may be called from any thread
 * but its own and return when the thing is done or on its way.
 */
public final class ControllerSimulator implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 30;

    private final Vertx vertx;
    private final Console console;
    private final SimulatorSetup setup;
    private final Telling telling;
    private volatile Certificate certificate;
    private volatile HttpServer server;
    private volatile int port;
    private long dropTimer = -1;

    ControllerSimulator(SimulatorSetup setup) {
        this.setup = setup;
        certificate = setup.certificate();
        console = new Console(setup);
        telling = new Telling(console);
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setFileSystemOptions(
                new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        port = setup.port();
        listen();
    }

    /** One with the recorded cameras and history. */
    public static ControllerSimulator start() {
        return new SimulatorSetup().start();
    }

    /** One that is to be otherwise. */
    public static SimulatorSetup setup() {
        return new SimulatorSetup();
    }

    public String host() {
        return "localhost";
    }

    public int port() {
        return port;
    }

    /** SHA-256 of its certificate, as 64 hex digits in lower case. */
    public String fingerprint() {
        return certificate.fingerprint();
    }

    /** The key of the official API at the start. */
    public String apiKey() {
        return setup.apiKey();
    }

    /** The account of the private API. */
    public String username() {
        return setup.username();
    }

    /** The password of the private API at the start. */
    public String password() {
        return setup.password();
    }

    /** Ids of its cameras, online or not. */
    public List<String> cameraIds() {
        return console.cameraIds();
    }

    /** What it does wrong. */
    public Faults faults() {
        return console.faults();
    }

    /** What it saw and served. */
    public Counters counters() {
        return console.counters();
    }

    /** Who may come in: sessions can be forgotten, key and password changed. */
    public Accounts accounts() {
        return console.accounts();
    }

    /**
     * Tells of an event on all channels: the first time all of it as new, later only what changed. With nothing changed the end
     * is told again, as controllers do.
     */
    public SimulatedEvent tell(SimulatedEvent event) {
        return telling.tell(event, false);
    }

    /** Tells of a new event as if it had been told of before, which controllers do too. */
    public SimulatedEvent tellAsUpdate(SimulatedEvent event) {
        return telling.tell(event, true);
    }

    /** Tells that the event is over, and nothing else of it. */
    public SimulatedEvent end(SimulatedEvent event, Instant end) {
        return tell(event.endedAt(end));
    }

    /** Puts an event, or what became of it, into the history without telling anybody. */
    public SimulatedEvent keepToItself(SimulatedEvent event) {
        return telling.keep(event);
    }

    /** Tells on all channels that cameras are in another state: CONNECTED, CONNECTING or DISCONNECTED. */
    public void device(String state, String... cameraIds) {
        telling.device(state, List.of(cameraIds));
    }

    /** A camera is taken away, and that is told. */
    public void removeCamera(String cameraId) {
        telling.removeCamera(cameraId);
    }

    /** Sends all messages of a recording as fast as they go, each on its own channel only. */
    public void play(Recording recording) {
        telling.play(recording);
    }

    /** Sends a text message as it is. */
    public void sendText(Channel channel, String text) {
        console.sockets().send(new Message(channel, true, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Sends a binary message as it is. */
    public void sendBinary(Channel channel, byte[] bytes) {
        console.sockets().send(new Message(channel, false, bytes));
    }

    /** Sends a message in frames of at most so many bytes. */
    public void sendFragmented(Channel channel, boolean isText, byte[] bytes, int piece) {
        console.sockets().send(new Message(channel, isText, bytes, piece));
    }

    /** Sends bytes that need not be a frame of a WebSocket at all. */
    public void sendRaw(Channel channel, byte[] bytes) {
        console.sockets().sendRaw(channel, bytes);
    }

    /** From now on messages go out in groups of so many, shuffled; 0 for at once and in order, with what was held back. */
    public void shuffleFrames(int window, long seed) {
        console.sockets().shuffle(window, seed);
    }

    /** Ends all live streams without a word. */
    public void drop() {
        console.sockets().drop();
    }

    /** Ends the live streams of one channel properly, as the clock cut of real consoles does. */
    public void closeStreams(Channel channel, int code, String reason) {
        console.sockets().close(channel, code, reason);
    }

    /** Ends all live streams without a word again and again; zero stops it. */
    public synchronized void dropEvery(Duration period) {
        if (dropTimer >= 0) {
            vertx.cancelTimer(dropTimer);
            dropTimer = -1;
        }
        if (!period.isZero()) {
            dropTimer = vertx.setPeriodic(period.toMillis(), timer -> console.sockets().drop());
        }
    }

    /** Goes away: connections end, new ones are refused. */
    public synchronized void stop() {
        console.sockets().drop();
        await(server.close());
    }

    /** Comes back at the same port; after a reboot nobody is signed in and streams begin anew. */
    public synchronized void comeBack(String version) {
        console.restart(version);
        listen();
    }

    /** Goes away and comes back after this time with other software. Returns at once. */
    public void reboot(Duration downtime, String version) {
        stop();
        vertx.setTimer(Math.max(1, downtime.toMillis()), timer -> {
            console.restart(version);
            begin();
        });
    }

    /** Goes away and comes back with a certificate that it never showed before. */
    public synchronized void changeCertificate() {
        stop();
        certificate = Certificate.make();
        listen();
    }

    /** Stops it; returns when no thread and no socket of it is left. */
    @Override
    public void close() {
        await(vertx.close());
    }

    private void listen() {
        await(begin());
    }

    private Future<HttpServer> begin() {
        HttpServerOptions options = new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate.options())
                .setUseAlpn(false).setHost("localhost").setPort(port).setMaxHeaderSize(64 << 10);
        server = vertx.createHttpServer(options).requestHandler(new Front(vertx, console));
        return server.listen().onSuccess(listening -> port = listening.actualPort());
    }

    private static <T> T await(Future<T> future) {
        CompletableFuture<T> completable = future.toCompletionStage().toCompletableFuture();
        return completable.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }
}
