package io.vigil.delivery.mail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.net.PfxOptions;
import io.vigil.protect.simulator.wire.Certificate;

/** Tells the application where tests have their mail server, and by what certificate to know it. No server runs by itself. */
public class MailServerResource implements QuarkusTestResourceLifecycleManager {

    /** The server's key and certificate. */
    static final Path KEYS = Path.of("target", "mail-server.p12");
    /** Whom mail is from. */
    static final String SENDER = "vigil@home.example";

    @Override
    public Map<String, String> start() {
        PfxOptions keys = Certificate.kept(KEYS).options();
        return Map.of("vigil.delivery.mail.from", SENDER, "quarkus.mailer.host", "localhost",
                "quarkus.mailer.port", String.valueOf(freePort()),
                "quarkus.mailer.tls-configuration-name", "mail", "quarkus.mailer.tls", "false",
                "quarkus.tls.mail.hostname-verification-algorithm", "HTTPS",
                "quarkus.tls.mail.trust-store.p12.path", KEYS.toString(),
                "quarkus.tls.mail.trust-store.p12.password", keys.getPassword());
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        // Nothing runs.
    }
}
