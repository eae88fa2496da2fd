package io.vigil.delivery.targets;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeoutException;

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
 * that was judged, and kept connections are not those of another. If the first address cannot be connected to, the next is
 * tried. The whole exchange, look-up included, has one deadline, and what is read of the answer a largest size.
 * Redirects are not followed. A receiver that hangs holds no place but its own.
 */
@Singleton
public class TargetClient {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    /** Shorter than servers keep theirs, so that a post is seldom sent into a connection that is being closed. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    private static final int CONNECTIONS_EACH = 50;
    /** Of the addresses of a name: who has more that do not answer has none that does. */
    private static final int MOST_TRIED = 4;
    /** Some send cookies and policies by the kilobyte; more than this is no answer. */
    private static final int ANSWER_HEAD_CAP = 64 * 1024;

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
                .setKeepAliveTimeout((int) KEEP_ALIVE.toSeconds())
                .setMaxHeaderSize(ANSWER_HEAD_CAP);
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
                id -> exchange.drop(new Reply.Unanswered(Exchange.NOT_IN_TIME)));
        exchange.reply().onComplete(ended -> vertx.cancelTimer(timer));
        targets.judge(post.to()).onSuccess(judged -> begin(judged, post, exchange));
        return exchange.reply();
    }

    private void begin(Judged judged, Post post, Exchange exchange) {
        if (judged instanceof Judged.Refused refused) {
            exchange.drop(new Reply.Refused(refused.reason(), refused.isForNow()));
        } else if (judged instanceof Judged.Unknown unknown) {
            exchange.drop(new Reply.Unanswered(unknown.reason()));
        } else if (judged instanceof Judged.Good good) {
            RequestOptions options;
            try {
                options = options(good, post);
            } catch (IllegalArgumentException e) {
                exchange.drop(new Reply.Refused("A header has characters that cannot be sent", false));
                return;
            }
            connect(good.addresses().stream().limit(MOST_TRIED).iterator(), options, post.body(), exchange);
        }
    }

    private void connect(Iterator<InetAddress> addresses, RequestOptions options, Buffer body, Exchange exchange) {
        RequestOptions there = new RequestOptions(options).setServer(server(addresses.next(), options.getPort()));
        client.request(there).onSuccess(request -> exchange.begin(request, body)).onFailure(why -> {
            if (isUnconnected(why) && addresses.hasNext() && !exchange.isOver()) {
                connect(addresses, options, body, exchange);
            } else {
                exchange.fail(why);
            }
        });
    }

    /** Whether nobody was there to speak to; who was there but cannot show the right certificate is another matter. */
    private static boolean isUnconnected(Throwable why) {
        return why instanceof SocketException || why instanceof TimeoutException;
    }

    /** Where the connection goes. Without its name, or connections that are kept would be kept for the name. */
    private static SocketAddress server(InetAddress judged, int port) {
        try {
            return SocketAddress
                    .inetSocketAddress(new InetSocketAddress(InetAddress.getByAddress(judged.getAddress()), port));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("The bytes of an address are an address", e);
        }
    }

    /** All but where the connection goes; the host is whom the certificate must name. */
    private static RequestOptions options(Judged.Good good, Post post) {
        URI to = good.to();
        String path = to.getRawPath().isEmpty() ? "/" : to.getRawPath();
        long share = post.deadline().toMillis() / Math.min(MOST_TRIED, good.addresses().size());
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.POST).setSsl(Targets.isTls(to))
                .setHost(to.getHost()).setPort(Targets.port(to))
                .setURI(to.getRawQuery() == null ? path : path + '?' + to.getRawQuery())
                .setConnectTimeout(Math.max(1, Math.min(share, CONNECT.toMillis())))
                .setFollowRedirects(false);
        post.headers().forEach(options::putHeader);
        return options;
    }
}
