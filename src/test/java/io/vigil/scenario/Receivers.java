package io.vigil.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.vertx.core.net.PfxOptions;
import io.vigil.delivery.push.Browser;
import io.vigil.protect.simulator.wire.Certificate;

/** Receivers on this machine, whose certificate the packaged application is made to trust. */
final class Receivers {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final StoppableDatabase database;
    private final Path folder;
    private final Map<String, String> settings;

    /** @param settings beside those that let it tell anybody here anything */
    Receivers(StoppableDatabase database, Path folder, Map<String, String> settings) {
        this.database = database;
        this.folder = folder;
        this.settings = new HashMap<>(Map.of("VIGIL_DELIVERY_PUSH_SUBJECT", "mailto:security@vigil.example",
                "VIGIL_DELIVERY_TARGETS_ALLOWED", "localhost:*"));
        this.settings.putAll(settings);
    }

    /** A process that may tell them. */
    PackagedVigil start() throws Exception {
        PfxOptions keys = Certificate.shared().options();
        Path trusted = Files.write(folder.resolve("trusted.p12"), keys.getValue().getBytes());
        return PackagedVigil.start(database.url(), folder, settings, "-Djavax.net.ssl.trustStore=" + trusted,
                "-Djavax.net.ssl.trustStoreType=PKCS12", "-Djavax.net.ssl.trustStorePassword=" + keys.getPassword())
                .awaitReady().signIn();
    }

    static void subscribe(PackagedVigil vigil, Browser browser) throws Exception {
        post(vigil, "/api/v1/push/subscribe", browser.subscription(), 201);
    }

    static void unsubscribe(PackagedVigil vigil, Browser browser) throws Exception {
        post(vigil, "/api/v1/push/unsubscribe", Map.of("endpoint", browser.endpoint()), 204);
    }

    private static void post(PackagedVigil vigil, String path, Map<String, ?> body, int status) throws Exception {
        assertThat(vigil.json("POST", path, JSON.writeValueAsString(body)).statusCode()).isEqualTo(status);
    }
}
