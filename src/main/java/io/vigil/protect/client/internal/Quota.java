package io.vigil.protect.client.internal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vigil.protect.client.ControllerException;
import io.vigil.protect.client.ControllerException.Kind;

/**
 * Keeps the requests with one key below the controller's rate limit: in no window does it get more than 80 % of what it
 * announces in {@code RateLimit-Policy}, eight in a second until it does (as uilibs/uiprotect has it, _rate_limit.py), and
 * none before the time that a 429 names. A request counts from its start to a window after its end, since nobody knows when
 * in between it arrived. Handshakes of sockets go before all questions, and what can be left undone comes last. Lives on one
 * event loop.
 */
final class Quota {

    private static final Pattern MOST = Pattern.compile("(?:^|[\\s;])q\\s*=\\s*(\\d{1,6})|^\\s*(\\d{1,6})");
    private static final Pattern WINDOW = Pattern.compile("[\\s;]w\\s*=\\s*(\\d{1,4})");
    private static final double SHARE = 0.8;
    private static final Duration DEFAULT_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_WAITING = 500;
    /** Who can do without leaves so many turns to the others: a stream has two sockets. */
    private static final int LEFT = 2;

    private final Vertx vertx;
    private final Duration patience;
    private final Deque<Promise<Void>> waiting = new ArrayDeque<>();
    /** When requests ended, oldest first; those of the last window. */
    private final Deque<Long> ended = new ArrayDeque<>();
    private int underWay;
    private int most = 8;
    private long windowNanos = Duration.ofSeconds(1).toNanos();
    private long closedUntil = System.nanoTime();
    private long timer = -1;

    Quota(Vertx vertx, Duration patience) {
        this.vertx = vertx;
        this.patience = patience;
    }

    /** Makes the request when it may be made; LIMITED if that would be too late. */
    <T> Future<T> within(Supplier<Future<T>> request) {
        return within(request, waiting::addLast);
    }

    /** Likewise, before all who wait. */
    <T> Future<T> first(Supplier<Future<T>> request) {
        return within(request, waiting::addFirst);
    }

    /** Makes the request if there are turns to spare right now; else LIMITED at once. */
    <T> Future<T> ifFree(Supplier<Future<T>> request) {
        if (!waiting.isEmpty() || !hasTurn(Math.max(1, most - LEFT))) {
            return Future.failedFuture(limited(Duration.ofNanos(Math.max(windowNanos, closedUntil - System.nanoTime()))));
        }
        return within(request);
    }

    private <T> Future<T> within(Supplier<Future<T>> request, Consumer<Promise<Void>> line) {
        long closedFor = closedUntil - System.nanoTime();
        if (closedFor > patience.toNanos() || waiting.size() >= MOST_WAITING) {
            return Future.failedFuture(limited(Duration.ofNanos(Math.max(windowNanos, closedFor))));
        }
        Promise<Void> turn = Promise.promise();
        line.accept(turn);
        long tooLate = vertx.setTimer(Math.max(1, patience.toMillis()), late -> {
            if (waiting.remove(turn)) {
                turn.fail(limited(Duration.ofNanos(windowNanos)));
            }
        });
        Future<T> answer = turn.future().onComplete(decided -> vertx.cancelTimer(tooLate))
                .compose(now -> request.get().onComplete(done -> end()));
        next();
        return answer;
    }

    private static ControllerException limited(Duration wait) {
        return new ControllerException(Kind.LIMITED, "It is asked too often", wait, null);
    }

    private void end() {
        underWay--;
        ended.add(System.nanoTime());
        next();
    }

    private boolean hasTurn(int of) {
        long now = System.nanoTime();
        while (!ended.isEmpty() && now - ended.peek() >= windowNanos) {
            ended.remove();
        }
        return now - closedUntil >= 0 && underWay + ended.size() < of;
    }

    private void next() {
        while (!waiting.isEmpty() && hasTurn(most)) {
            underWay++;
            waiting.remove().complete();
        }
        long now = System.nanoTime();
        // Without any that ended, the end of one under way brings the next.
        if (!waiting.isEmpty() && timer < 0 && (now - closedUntil < 0 || !ended.isEmpty())) {
            long wait = (now - closedUntil < 0 ? closedUntil : ended.peek() + windowNanos) - now;
            timer = vertx.setTimer(Math.max(1, wait / 1_000_000 + 1), id -> {
                timer = -1;
                next();
            });
        }
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
        vertx.cancelTimer(timer);
        for (Promise<Void> turn = waiting.poll(); turn != null; turn = waiting.poll()) {
            turn.fail(new ControllerException(Kind.UNREACHABLE, "The connection was closed here"));
        }
    }
}
