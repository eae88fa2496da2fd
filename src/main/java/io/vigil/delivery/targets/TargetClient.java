package io.vigil.delivery.targets;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import io.vigil.delivery.targets.Targets.Judged;
import io.vigil.session.SessionContext;

/**
 * Posts to addresses that others gave us: to those only that {@link Targets} judges good, over a connection to the very address
 * that was judged. The whole exchange, look-up included, has one deadline, and what is read of the answer a largest size.
 * Redirects are not followed. A receiver that hangs holds no place but its own.
 */
@Singleton
public class TargetClient {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    /** Shorter than servers keep theirs, so that a post is seldom sent into a connection that is being closed. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    private static final int CONNECTIONS_EACH = 50;
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    private final Vertx vertx;
    private final Targets targets;
    private final HttpClient client;
    private final int answerCap;

    /**
     * What to post.
     *
     * @param deadline for all of it
     */
    public record Post(URI to, Map<String, String> headers, Buffer body, Duration deadline) {
    }

    /**
     * Makes the client.
     *
     * @param trust whose certificates are good, if an application says so; else those that are good to the JDK
     */
    TargetClient(Vertx vertx, Targets targets, TargetConfig config, Instance<TrustOptions> trust) {
        this.vertx = vertx;
        this.targets = targets;
        this.answerCap = Math.toIntExact(config.answerCap().asLongValue());
        HttpClientOptions options = new HttpClientOptions()
                .setMaxPoolSize(CONNECTIONS_EACH)
                // Vert.x counts connections that are being made as waiting, so that a burst would meet its limit early.
                .setMaxWaitQueueSize(-1)
                .setConnectTimeout((int) CONNECT.toMillis())
                .setKeepAliveTimeout((int) KEEP_ALIVE.toSeconds());
        if (trust.isResolvable()) {
            options.setTrustOptions(trust.get());
        }
        this.client = vertx.createHttpClient(options);
    }

    @PreDestroy
    void close() {
        client.close();
    }

    /**
     * Posts it. To be called outside any session. The future does not fail, and ends on an event loop or a thread of the
     * look-up's: who has more to do hops to a thread of its own.
     */
    public Future<Reply> post(Post post) {
        SessionContext.requireNone("delivery.targets");
        Exchange exchange = new Exchange(answerCap);
        long timer = vertx.setTimer(Math.max(1, post.deadline().toMillis()),
                id -> exchange.drop(new Reply.Unanswered("No answer in time")));
        exchange.reply().onComplete(ended -> vertx.cancelTimer(timer));
        targets.judge(post.to()).onSuccess(judged -> connect(judged, post, exchange));
        return exchange.reply();
    }

    private void connect(Judged judged, Post post, Exchange exchange) {
        if (judged instanceof Judged.Refused refused) {
            exchange.drop(new Reply.Refused(refused.reason()));
        } else if (judged instanceof Judged.Unknown unknown) {
            exchange.drop(new Reply.Unanswered(unknown.reason()));
        } else if (judged instanceof Judged.Good good) {
            RequestOptions options;
            try {
                options = options(good, post);
            } catch (IllegalArgumentException e) {
                exchange.drop(new Reply.Refused("A header has characters that cannot be sent"));
                return;
            }
            client.request(options).onFailure(exchange::fail).onSuccess(request -> exchange.begin(request, post.body()));
        }
    }

    private static RequestOptions options(Judged.Good good, Post post) {
        URI to = good.to();
        boolean isTls = "https".equalsIgnoreCase(to.getScheme());
        int port = to.getPort() > 0 ? to.getPort() : isTls ? HTTPS_PORT : HTTP_PORT;
        String path = to.getRawPath().isEmpty() ? "/" : to.getRawPath();
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.POST).setSsl(isTls)
                // Where the connection goes; the host is whom the certificate must name.
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(good.address(), port)))
                .setHost(to.getHost()).setPort(port)
                .setURI(to.getRawQuery() == null ? path : path + '?' + to.getRawQuery())
                .setFollowRedirects(false);
        post.headers().forEach(options::putHeader);
        return options;
    }
}
