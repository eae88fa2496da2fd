package io.vigil.protect.client.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vigil.protect.client.ControllerException;
import io.vigil.protect.client.ControllerException.Kind;

/**
 * Keeps the requests with one key below the controller's rate limit: in no window are there more than 80 % of what it
 * announces in {@code RateLimit-Policy}, eight in a second until it does (as uilibs/uiprotect has it, _rate_limit.py), and
 * none before the time that a 429 names. Lives on one event loop.
 */
final class Quota {

    private static final Pattern MOST = Pattern.compile("(?:^|[\\s;])q\\s*=\\s*(\\d{1,6})|^\\s*(\\d{1,6})");
    private static final Pattern WINDOW = Pattern.compile("[\\s;]w\\s*=\\s*(\\d{1,4})");
    private static final double SHARE = 0.8;
    private static final Duration DEFAULT_PAUSE = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final long patienceNanos;
    /** When requests went out or are to, oldest first; the last window's at least. */
    private final List<Long> turns = new ArrayList<>();
    private final Map<Long, Promise<Void>> waiting = new HashMap<>();
    private int most = 8;
    private long windowNanos = Duration.ofSeconds(1).toNanos();
    private long closedUntil = System.nanoTime();

    Quota(Vertx vertx, Duration patience) {
        this.vertx = vertx;
        this.patienceNanos = patience.toNanos();
    }

    /** Succeeds when the request may go out; LIMITED at once if that would be too late. */
    Future<Void> turn() {
        long now = System.nanoTime();
        turns.removeIf(turn -> turn - now < -windowNanos);
        long at = closedUntil - now > 0 ? closedUntil : now;
        if (turns.size() >= most) {
            long free = turns.get(turns.size() - most) + windowNanos;
            at = free - at > 0 ? free : at;
        }
        long wait = at - now;
        if (wait > patienceNanos) {
            return Future.failedFuture(new ControllerException(Kind.LIMITED, "It is asked too often",
                    Duration.ofNanos(wait), null));
        }
        turns.add(at);
        if (wait <= 0) {
            return Future.succeededFuture();
        }
        Promise<Void> turn = Promise.promise();
        waiting.put(vertx.setTimer(wait / 1_000_000 + 1, timer -> waiting.remove(timer).complete()), turn);
        return turn.future();
    }

    /** Learns from an answer. */
    void heed(int status, MultiMap headers) {
        if (headers == null) {
            return;
        }
        String policy = headers.get("RateLimit-Policy");
        if (policy != null) {
            follow(policy);
        }
        if (status == 429) {
            pause(Failures.pause(headers));
        }
    }

    /** Learns from a handshake that was refused. */
    void heed(Throwable why) {
        if (why instanceof ControllerException failure && failure.kind() == Kind.LIMITED) {
            pause(failure.retryAfter());
        }
    }

    private void pause(Duration pause) {
        closedUntil = System.nanoTime() + (pause == null ? DEFAULT_PAUSE : pause).toNanos();
    }

    /** Either {@code 10;w=1} or {@code "name";q=10;w=1}; of several the first. */
    private void follow(String policy) {
        String first = policy.split(",", 2)[0];
        Matcher quota = MOST.matcher(first);
        Matcher window = WINDOW.matcher(first);
        if (quota.find() && window.find()) {
            int announced = Integer.parseInt(quota.group(1) == null ? quota.group(2) : quota.group(1));
            most = Math.max(1, (int) (announced * SHARE));
            windowNanos = Duration.ofSeconds(Math.max(1, Integer.parseInt(window.group(1)))).toNanos();
        }
    }

    /** Lets nobody wait any longer. */
    void close() {
        Map<Long, Promise<Void>> left = Map.copyOf(waiting);
        waiting.clear();
        left.forEach((timer, turn) -> {
            vertx.cancelTimer(timer);
            turn.fail(new ControllerException(Kind.UNREACHABLE, "The connection was closed here"));
        });
    }
}
