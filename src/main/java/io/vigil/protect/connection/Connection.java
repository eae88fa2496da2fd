package io.vigil.protect.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jboss.logging.Logger;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vigil.protect.client.ControllerClient;
import io.vigil.protect.client.ControllerException;
import io.vigil.protect.client.EventChange;
import io.vigil.protect.client.LiveStream;
import io.vigil.protect.client.StreamListener;
import io.vigil.protect.connection.Patience.Next;
import io.vigil.protect.internal.ConnectionState;
import io.vigil.protect.internal.ControllerRows.Told;
import io.vigil.protect.internal.Target;

/**
 * The one connection to a controller that this process holds. Everything that happens to it is a step, and its steps come one
 * after another; nothing waits in one but the database. An attempt has a number, so that what is heard of an older one is
 * known to be late. A new stream is opened only when the one before is closed.
 */
public final class Connection {

    private static final Logger LOG = Logger.getLogger(Connection.class);
    /** An attempt is a few requests; each has the client's time. */
    private static final int REQUESTS = 4;

    private final Target target;
    private final ConnectionParts parts;
    private final Steps steps;
    private final Standing standing;
    private final Patience patience;
    private final Inbox inbox;
    private final Reconciliation reconciliation;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final CamerasThere cameras;
    /** However long a step takes, one look waits behind it. */
    private final AtomicBoolean isLookedFor = new AtomicBoolean();

    private volatile Instant lastFrameAt;
    private volatile ControllerClient connected;
    private Instant lostAt;
    private ControllerClient client;
    private LiveStream stream;
    private Future<Void> closing = Future.succeededFuture();
    private String closedEarly;
    private int attempt;
    private long begunNanos;
    private boolean begun;
    private boolean busy;
    private boolean stopped;

    public Connection(Target target, ConnectionParts parts) {
        this.target = target;
        this.parts = parts;
        this.steps = new Steps(parts.stepThreads());
        this.cameras = new CamerasThere(target.id(), parts.live());
        this.standing = new Standing(target, parts);
        this.patience = Patience.of(parts.config().connection(), target);
        this.inbox = new Inbox(target.id(), parts.handler()::take, parts.storingThreads(), parts.timer());
        this.reconciliation = new Reconciliation(target, parts, inbox, standing, steps);
        this.lastFrameAt = target.lastFrameAt();
        this.lostAt = target.lastFrameAt();
    }

    /** Begins once the connection before it is gone. */
    public void begin(CompletionStage<Void> before) {
        before.whenComplete((ended, failure) -> steps.execute(this::first));
    }

    /** Does what is due by now. Returns at once. */
    public void look() {
        if (!isLookedFor.getAndSet(true)) {
            steps.execute(this::due);
        }
    }

    /** Ends it for good; the stage ends when no socket of it is left. What it told is still stored. */
    public CompletableFuture<Void> stop() {
        steps.execute(() -> {
            if (!stopped) {
                stopped = true;
                closeAll().onComplete(closed -> gone.complete(null));
            }
        });
        return gone;
    }

    /** What it was made for. */
    public int revision() {
        return target.revision();
    }

    /** How it fares. */
    public Told told() {
        return standing.told();
    }

    /** When anything of an event or a camera was heard last; null for never. */
    public Instant lastFrameAt() {
        return lastFrameAt;
    }

    /** How to ask the controller; empty while there is no connection. */
    public Optional<ControllerClient> client() {
        return Optional.ofNullable(connected);
    }

    /** Which cameras are there, as far as the controller told; by its ids. */
    public Map<String, Boolean> online() {
        return cameras.all();
    }

    /** How many changes wait to be stored. */
    public int depth() {
        return inbox.depth();
    }

    /** Whether all that it told is stored. */
    public boolean isIdle() {
        return inbox.isIdle();
    }

    private void first() {
        begun = true;
        if (stopped) {
            return;
        }
        if (target.access() == null) {
            // Whatever was said of it before, nobody can try it.
            standing.become(ConnectionState.REFUSED, standing.told().error(), null);
        }
        boolean isPatient = switch (standing.told().state()) {
            case REFUSED, UNTRUSTED, LIMITED -> true;
            default -> false;
        };
        if (!isPatient || standing.isDue()) {
            connect();
        }
    }

    private void due() {
        isLookedFor.set(false);
        if (!begun || stopped) {
            return;
        }
        standing.retell();
        if (busy) {
            Duration most = parts.config().client().timeout().multipliedBy(REQUESTS);
            if (standing.told().state() == ConnectionState.CONNECTING && System.nanoTime() - begunNanos > most.toNanos()) {
                closeAll();
                failed(attempt, new ControllerException(ControllerException.Kind.TIMED_OUT,
                        "The controller did not let us in in time"));
            }
        } else if (connected != null) {
            reconciliation.look();
        } else if (standing.isDue()) {
            connect();
        }
    }

    private void connect() {
        busy = true;
        begunNanos = System.nanoTime();
        closedEarly = null;
        int mine = ++attempt;
        standing.become(ConnectionState.CONNECTING, standing.told().error(), null);
        if (client == null) {
            client = parts.clients().open(target.access());
        }
        client.open(new Ear(mine)).onComplete(answer -> steps.execute(() -> opened(mine, answer)));
    }

    private void opened(int mine, AsyncResult<LiveStream> answer) {
        if (answer.failed()) {
            failed(mine, answer.cause());
        } else if (mine != attempt || stopped) {
            answer.result().close();
        } else {
            busy = false;
            stream = answer.result();
            connected = client;
            patience.connected();
            lastFrameAt = parts.clock().instant();
            inbox.listenTo(stream);
            standing.become(ConnectionState.CONNECTED, null, null);
            parts.registry().counter("protect.connects").increment();
            listCameras(mine);
            reconciliation.connected(client, lostAt);
            if (closedEarly != null) {
                lost(mine, closedEarly);
            }
        }
    }

    private void listCameras(int mine) {
        client.cameras().onComplete(answer -> steps.execute(() -> {
            if (mine == attempt && answer.succeeded()) {
                cameras.listed(answer.result());
                parts.discovery().found(target.id(), answer.result());
            }
        }));
    }

    private void failed(int mine, Throwable cause) {
        if (mine == attempt && !stopped) {
            if (!(cause instanceof ControllerException)) {
                LOG.errorf(cause, "Controller %s could not be connected to", target.id());
            }
            ControllerException failure = cause instanceof ControllerException known ? known
                    : new ControllerException(ControllerException.Kind.UNREACHABLE, "The connection failed unexpectedly");
            end(patience.failed(failure, parts.clock().instant()), failure.getMessage());
        }
    }

    private void lost(int mine, String reason) {
        if (mine != attempt || stopped) {
            return;
        }
        if (busy) {
            // Its opening has not been heard of yet.
            closedEarly = reason;
            return;
        }
        lostAt = parts.clock().instant();
        parts.registry().counter("protect.drops").increment();
        standing.dropped();
        end(patience.lost(Duration.between(standing.told().since(), lostAt), lostAt), reason);
    }

    private void end(Next next, String error) {
        busy = true;
        close().onComplete(closed -> steps.execute(() -> {
            busy = false;
            if (!stopped && standing.isDue()) {
                connect();
            }
        }));
        standing.become(next.state(), error, next.attemptAt());
    }

    /** Closes the stream. Whatever is heard of this attempt from now on is late. */
    private Future<Void> close() {
        attempt++;
        connected = null;
        cameras.forget();
        inbox.listenTo(null);
        if (stream != null) {
            closing = stream.close().otherwiseEmpty();
            stream = null;
        }
        return closing;
    }

    /** Closes the client too: what it knows of being signed in is lost, and whatever it still tries ends. */
    private Future<Void> closeAll() {
        Future<Void> closed = close();
        if (client != null) {
            ControllerClient old = client;
            client = null;
            closing = closed.transform(ended -> old.close()).otherwiseEmpty();
        }
        return closing;
    }

    /** Hears the stream of one attempt. */
    private final class Ear implements StreamListener {
        private final int mine;

        private Ear(int mine) {
            this.mine = mine;
        }

        @Override
        public void event(EventChange change) {
            lastFrameAt = parts.clock().instant();
            inbox.offer(change);
        }

        @Override
        public void online(List<String> cameraIds, boolean isOnline) {
            lastFrameAt = parts.clock().instant();
            cameras.changed(cameraIds, isOnline);
        }

        @Override
        public void closed(String reason) {
            steps.execute(() -> lost(mine, reason));
        }
    }
}
