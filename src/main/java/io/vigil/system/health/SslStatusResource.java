package io.vigil.system.health;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vigil.web.Roles;

/** Whether this process itself speaks TLS, over HTTP. What a proxy before it does is not known here. */
@Singleton
@Path("/api/v1/system/ssl-status")
public class SslStatusResource {

    private final TlsConfigurationRegistry registry;
    private final Clock clock;
    private final Optional<String> configuration;
    private final int port;
    private final boolean isRedirecting;
    private volatile Set<String> protocols;

    SslStatusResource(TlsConfigurationRegistry registry, Clock clock,
            @ConfigProperty(name = "quarkus.http.tls-configuration-name") Optional<String> configuration,
            @ConfigProperty(name = "quarkus.http.ssl-port", defaultValue = "8443") int port,
            @ConfigProperty(name = "quarkus.http.insecure-requests", defaultValue = "enabled") String insecureRequests) {
        this.registry = registry;
        this.clock = clock;
        this.configuration = configuration;
        this.port = port;
        this.isRedirecting = insecureRequests.equalsIgnoreCase("redirect");
    }

    /**
     * What the settings page shows.
     *
     * @param sslEnabled whether HTTPS is served
     * @param sslReady whether it is served with a certificate that is valid now
     * @param certificateExpires null, as its names are, if HTTPS is not served, or with a certificate that is not configured by
     *        {@code quarkus.tls}
     * @param tlsVersion the newest that is offered; empty without HTTPS
     * @param httpRedirect whether plain requests are sent there
     */
    public record View(boolean sslEnabled, boolean sslReady, boolean certificateValid, Instant certificateExpires,
            String certificateIssuer, String certificateSubject, String tlsVersion, int sslPort, boolean httpRedirect) {
    }

    void started(@ObservesAsync HttpsServerStart start) {
        protocols = Set.copyOf(start.options().getEnabledSecureTransportProtocols());
    }

    @GET
    @RolesAllowed(Roles.USER)
    public View get() {
        Set<String> offered = protocols;
        boolean isOn = offered != null;
        Optional<ServedCertificate> certificate = isOn ? certificate() : Optional.empty();
        boolean isValid = certificate.filter(served -> served.isValidAt(clock.instant())).isPresent();
        return new View(isOn, isValid, isValid, certificate.map(ServedCertificate::expires).orElse(null),
                certificate.map(ServedCertificate::issuer).orElse(null),
                certificate.map(ServedCertificate::subject).orElse(null),
                isOn ? offered.stream().max(Comparator.naturalOrder()).orElse("") : "", port, isOn && isRedirecting);
    }

    private Optional<ServedCertificate> certificate() {
        Optional<TlsConfiguration> served = configuration.isPresent() ? registry.get(configuration.get())
                : registry.getDefault();
        return served.map(TlsConfiguration::getKeyStore).flatMap(ServedCertificate::first);
    }
}
