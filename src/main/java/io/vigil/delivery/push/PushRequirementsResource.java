package io.vigil.delivery.push;

import java.util.Optional;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;

import io.vertx.core.http.HttpServerRequest;
import io.vigil.delivery.push.wire.VapidKeys;
import io.vigil.settings.SecretBox;
import io.vigil.web.Roles;

/** What a browser needs to know before it subscribes. */
@Path("/api/v1/push")
public class PushRequirementsResource {

    private static final String NO_HTTPS = "Browsers allow notifications only over https";

    private final VapidKeys keys;
    private final PushConfig config;

    /** The key to subscribe to: an uncompressed point on P-256, base64url without padding. */
    record KeyView(String publicKey) {
    }

    /**
     * Whether push can work.
     *
     * @param httpsConfigured whether this caller came over https, or from the same machine
     * @param warning what is missing, or null
     */
    record Requirements(boolean httpsRequired, boolean httpsConfigured, String warning, boolean ready) {
    }

    PushRequirementsResource(VapidKeys keys, PushConfig config) {
        this.keys = keys;
        this.config = config;
    }

    /** The key, made when it is first asked for, and the same ever after. */
    @GET
    @Path("/vapid-public-key")
    @RolesAllowed(Roles.USER)
    public KeyView publicKey() {
        return new KeyView(keys.publicKey());
    }

    /** Whether push can work, and if not, why. */
    @GET
    @Path("/requirements")
    @RolesAllowed(Roles.USER)
    public Requirements requirements(@Context HttpServerRequest request) {
        boolean isSecure = isSecure(request);
        Optional<String> missing = missing();
        String warning = missing.orElse(isSecure ? null : NO_HTTPS);
        return new Requirements(true, isSecure, warning, warning == null);
    }

    private Optional<String> missing() {
        if (config.subject().isEmpty()) {
            return Optional.of(PushNotificationService.NO_SUBJECT);
        }
        try {
            keys.pair();
            return Optional.empty();
        } catch (SecretBox.Unreadable e) {
            return Optional.of(PushNotificationService.NO_KEY);
        }
    }

    /** As the browser sees it: a proxy may end TLS, and browsers trust their own machine. It is only told, never relied on. */
    private static boolean isSecure(HttpServerRequest request) {
        String host = request.authority() == null ? "" : request.authority().host();
        return "https".equals(request.scheme()) || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"))
                || "localhost".equals(host) || "127.0.0.1".equals(host);
    }
}
