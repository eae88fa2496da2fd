package io.vigil.protect.simulator.console;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vigil.protect.simulator.Channel;

/** Takes every request of either API: counts it, lets it wait, turns it away or has it answered. */
public final class Front implements Handler<HttpServerRequest> {

    private final Vertx vertx;
    private final Console console;
    private final OfficialRoutes official;
    private final PrivateRoutes privately;

    public Front(Vertx vertx, Console console) {
        this.vertx = vertx;
        this.console = console;
        this.official = new OfficialRoutes(console);
        this.privately = new PrivateRoutes(console);
    }

    @Override
    public void handle(HttpServerRequest request) {
        console.counters().countRequest(request.method() + " " + route(request.path()));
        Channel channel = channel(request);
        long delay = console.faults().delay().toMillis();
        if (channel == null) {
            request.body().onSuccess(body -> after(delay, () -> answer(request, body)));
        } else {
            after(delay, () -> open(request, channel));
        }
    }

    private void after(long millis, Runnable then) {
        if (millis == 0) {
            then.run();
        } else {
            vertx.setTimer(millis, timer -> then.run());
        }
    }

    private void answer(HttpServerRequest request, Buffer body) {
        if (request.response().closed()) {
            return;
        }
        if (console.faults().takeHtml()) {
            Reply.html(request);
        } else if (request.path().equals(PrivateRoutes.LOGIN)) {
            privately.signIn(request, body);
        } else if (!request.path().startsWith("/proxy/")) {
            request.response().putHeader("X-CSRF-Token", "before-sign-in");
            Reply.html(request);
        } else if (!isTurnedAway(request)) {
            if (isOfficial(request)) {
                official.answer(request);
            } else {
                privately.answer(request);
            }
        }
    }

    private void open(HttpServerRequest request, Channel channel) {
        int status = refusal(request);
        if (status != 0) {
            console.counters().countHandshake(channel, status);
            turnAway(request, status);
        } else if (channel == Channel.UPDATES) {
            privately.open(request);
        } else {
            console.sockets().open(request, channel);
        }
    }

    private boolean isTurnedAway(HttpServerRequest request) {
        int status = refusal(request);
        if (status != 0) {
            turnAway(request, status);
        }
        return status != 0;
    }

    private int refusal(HttpServerRequest request) {
        return isOfficial(request) ? official.refusal(request) : privately.refusal(request);
    }

    private static void turnAway(HttpServerRequest request, int status) {
        if (status == 429) {
            Reply.error(request, status, "TOO_MANY_REQUESTS", "Too many requests");
        } else {
            Reply.unauthorized(request);
        }
    }

    private static boolean isOfficial(HttpServerRequest request) {
        return request.path().startsWith(OfficialRoutes.ROOT);
    }

    /** The stream that is asked for, or null. */
    private static Channel channel(HttpServerRequest request) {
        if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            return null;
        }
        for (Channel channel : Channel.values()) {
            if (channel.path().equals(request.path())) {
                return channel;
            }
        }
        return null;
    }

    private static String route(String path) {
        return path.replaceAll("(?<=/(cameras|events)/)[^/]+", "{id}");
    }
}
