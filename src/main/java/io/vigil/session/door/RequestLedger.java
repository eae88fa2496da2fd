package io.vigil.session.door;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.smallrye.common.vertx.ContextLocals;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vigil.session.internal.Frame;
import io.vigil.session.internal.SessionConfig;
import io.vigil.session.internal.SessionMetrics;

/**
 * Adds up what the sessions of each HTTP request cost, the look-up of who calls included: {@code request_sessions},
 * {@code request_statements} and {@code request_session_hold_seconds} by method and path template; and, where it is switched
 * on, tells the client in the header {@code Server-Timing} (W3C Server Timing) what it was when the answer began.
 * <p>
 * The account lies in the Vert.x context that each request has of its own and that goes along to its workers. A session that
 * no request started finds none there.
 */
@Singleton
public class RequestLedger implements SessionMetrics.Ended {

    private static final String ACCOUNT = Account.class.getName();
    /** Where the framework leaves the path template for the metrics of its own. */
    private static final String TEMPLATE = "UrlPathTemplate";
    private static final String UNKNOWN = "UNKNOWN";
    /** Before sign-in. */
    private static final int ORDER = -990;

    private final MeterRegistry registry;
    private final boolean told;
    private final Map<Route, Meters> byRoute = new ConcurrentHashMap<>();

    private record Route(String method, String uri) {
    }

    private record Meters(DistributionSummary sessions, DistributionSummary statements, Timer hold) {
    }

    RequestLedger(MeterRegistry registry, SessionConfig config) {
        this.registry = registry;
        this.told = config.serverTiming();
    }

    void register(@Observes Router router) {
        router.route().order(ORDER).handler(this::open);
    }

    @Override
    public void ended(Frame frame) {
        if (VertxContext.isOnDuplicatedContext()) {
            Account account = ContextLocals.get(ACCOUNT, null);
            if (account != null) {
                account.add(frame);
            }
        }
    }

    private void open(RoutingContext request) {
        Account account = new Account();
        ContextLocals.put(ACCOUNT, account);
        if (told) {
            request.addHeadersEndHandler(head -> request.response().putHeader("Server-Timing", account.serverTiming()));
        }
        Context context = Vertx.currentContext();
        request.addEndHandler(end -> record(route(request.request().method(), context.getLocal(TEMPLATE)), account));
        request.next();
    }

    /** Nothing of what a client may make up becomes a label. */
    private static Route route(HttpMethod method, String template) {
        return new Route(HttpMethod.values().contains(method) ? method.name() : UNKNOWN, template == null ? UNKNOWN : template);
    }

    private void record(Route route, Account account) {
        Meters meters = byRoute.computeIfAbsent(route, this::register);
        account.record(meters);
    }

    private Meters register(Route route) {
        Tags tags = Tags.of("method", route.method(), "uri", route.uri());
        return new Meters(
                DistributionSummary.builder("request.sessions").description("Sessions of one request").tags(tags)
                        .register(registry),
                DistributionSummary.builder("request.statements").description("Statements of one request's sessions")
                        .tags(tags).register(registry),
                Timer.builder("request.session.hold").description("Time that one request's sessions held connections")
                        .tags(tags).register(registry));
    }

    /** Of one request. Its sessions end on several threads, one after the other. */
    private static final class Account {

        private int sessions;
        private int statements;
        private long holdNanos;

        private synchronized void add(Frame frame) {
            sessions++;
            statements += frame.statements();
            holdNanos += frame.heldNanos();
        }

        private synchronized void record(Meters meters) {
            meters.sessions().record(sessions);
            meters.statements().record(statements);
            meters.hold().record(holdNanos, TimeUnit.NANOSECONDS);
        }

        private synchronized String serverTiming() {
            return "sessions;desc=\"%d\", statements;desc=\"%d\", hold;dur=%d.%03d".formatted(sessions, statements,
                    Duration.ofNanos(holdNanos).toMillis(), holdNanos / 1000 % 1000);
        }
    }
}
