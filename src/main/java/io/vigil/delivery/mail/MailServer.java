package io.vigil.delivery.mail;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.mailer.runtime.MailerRuntimeConfig;
import io.quarkus.mailer.runtime.MailersRuntimeConfig;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.MailResult;
import io.vertx.ext.mail.StartTLSOptions;

/**
 * The mail server of {@code quarkus.mailer.*}, over connections that end when it falls silent: those of Quarkus' own mailer
 * wait for ever. A mail is begun at once or not at all, so that none is sent that was given up long ago.
 */
@Singleton
class MailServer {

    /** The one that has no name. */
    private static final String DEFAULT = "<default>";
    /** Of the deadline, how much the wait for a connection may take. */
    private static final int CONNECT_PART = 3;
    /** A connection that is being ended still has a place in the client's pool. */
    private static final int SLACK = 2;

    private final Vertx vertx;
    /** One for all: the client's pool may connect on a thread other than the one that listens then, and a greeting be lost. */
    private final Context context;
    private final MailClient client;
    private final Semaphore places;
    private final long longestMillis;

    @Inject
    MailServer(Vertx vertx, MailersRuntimeConfig servers, TlsConfigurationRegistry trust, MailConfig config) {
        this(vertx, options(servers.mailers().get(DEFAULT), trust), config.deadline());
    }

    /**
     * @param options where it is and how to sign in; its pool is how many mails may be on their way
     * @param deadline after which nobody waits for a mail any more
     */
    MailServer(Vertx vertx, io.vertx.ext.mail.MailConfig options, Duration deadline) {
        this.vertx = vertx;
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        this.places = new Semaphore(options.getMaxPoolSize());
        this.longestMillis = deadline.multipliedBy(2).toMillis();
        this.client = MailClient.create(vertx, new io.vertx.ext.mail.MailConfig(options)
                .setMaxPoolSize(options.getMaxPoolSize() * SLACK)
                // A connection for each mail: one that was kept may have been closed by the server meanwhile.
                .setKeepAlive(false)
                .setConnectTimeout((int) deadline.dividedBy(CONNECT_PART).toMillis())
                .setIdleTimeout((int) deadline.toMillis()).setIdleTimeoutUnit(TimeUnit.MILLISECONDS));
    }

    /** Hands it over: ends when the server has taken it, and fails with what the server or the way to it answered. */
    Uni<Void> send(MailMessage mail) {
        return Uni.createFrom().deferred(() -> {
            if (!places.tryAcquire()) {
                return Uni.createFrom().failure(new IOException("It has not answered the mails that are on their way"));
            }
            return Uni.createFrom().completionStage(begin(mail).toCompletionStage()).replaceWithVoid();
        });
    }

    private Future<MailResult> begin(MailMessage mail) {
        AtomicBoolean isFree = new AtomicBoolean();
        Runnable free = () -> {
            if (!isFree.getAndSet(true)) {
                places.release();
            }
        };
        // The client tells nothing of a server that closes without a greeting.
        long late = vertx.setTimer(longestMillis, over -> free.run());
        Promise<MailResult> answer = Promise.promise();
        context.runOnContext(begun -> client.sendMail(mail).onComplete(answer));
        return answer.future().onComplete(sent -> {
            vertx.cancelTimer(late);
            free.run();
        });
    }

    @PreDestroy
    void close() {
        client.close();
    }

    static io.vertx.ext.mail.MailConfig options(MailerRuntimeConfig server, TlsConfigurationRegistry trust) {
        io.vertx.ext.mail.MailConfig options = new io.vertx.ext.mail.MailConfig();
        options.setHostname(server.host()).setMaxPoolSize(server.maxPoolSize()).setDisableEsmtp(server.disableEsmtp())
                .setPipelining(server.pipelining()).setMultiPartOnly(server.multiPartOnly())
                .setLogin(LoginOption.valueOf(server.login().toUpperCase(Locale.ROOT)))
                .setStarttls(StartTLSOptions.valueOf(server.startTLS().toUpperCase(Locale.ROOT)));
        server.port().ifPresent(options::setPort);
        server.username().ifPresent(options::setUsername);
        server.password().ifPresent(options::setPassword);
        server.authMethods().ifPresent(options::setAuthMethods);
        server.ownHostName().ifPresent(options::setOwnHostname);
        options.setSsl(server.tls().orElse(false));
        server.tlsConfigurationName().ifPresent(name -> trust(options, server, named(trust, name)));
        // By this name the client's connections are measured.
        options.setMetricsName("mail");
        return options;
    }

    private static TlsConfiguration named(TlsConfigurationRegistry trust, String name) {
        return trust.get(name).orElseThrow(() -> new IllegalStateException(
                "quarkus.mailer.tls-configuration-name names " + name + ", and there is no quarkus.tls." + name));
    }

    private static void trust(io.vertx.ext.mail.MailConfig options, MailerRuntimeConfig server, TlsConfiguration trust) {
        options.setSsl(server.tls().orElse(true));
        if (trust.getTrustStoreOptions() != null) {
            options.setTrustOptions(trust.getTrustStoreOptions());
        }
        if (trust.getKeyStoreOptions() != null) {
            options.setKeyCertOptions(trust.getKeyStoreOptions());
        }
        if (trust.isTrustAll()) {
            options.setTrustAll(true);
        }
        // The client verifies the name by itself, and takes any word here for a wish not to.
        trust.getHostnameVerificationAlgorithm().filter("NONE"::equalsIgnoreCase)
                .ifPresent(options::setHostnameVerificationAlgorithm);
    }
}
