package io.vigil.delivery.push;

import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import io.vigil.delivery.push.wire.BrowserKeys;
import io.vigil.web.ProblemException;

/**
 * What a browser says of itself when it subscribes (Push API, {@code PushSubscription.toJSON}).
 *
 * @param endpoint where its push service takes messages for it
 */
record NewSubscription(@NotNull @Size(min = 1, max = 2048) String endpoint, @NotNull @Valid Keys keys,
        @Size(max = 1000) String userAgent) {

    private static final Charset ASCII = StandardCharsets.US_ASCII;

    /**
     * Its keys (RFC 8291, 2), base64url; the other base64 is understood too.
     *
     * @param p256dh an uncompressed point on P-256, 65 bytes
     * @param auth a secret of 16 bytes
     */
    record Keys(@NotNull String p256dh, @NotNull String auth) {

        Keys {
            p256dh = urlSafe(p256dh);
            auth = urlSafe(auth);
        }

        private static String urlSafe(String base64) {
            return base64 == null ? null : base64.strip().replace('+', '-').replace('/', '_').replaceAll("=+$", "");
        }

        private static byte[] decoded(String name, String text) {
            try {
                return Base64.getUrlDecoder().decode(text);
            } catch (IllegalArgumentException e) {
                throw ProblemException.invalid("body", name, "must be base64url");
            }
        }
    }

    /**
     * The endpoint, if it is an address that may be pushed to as far as its form tells.
     *
     * @throws ProblemException 400
     */
    URI address() {
        if (!ASCII.newEncoder().canEncode(endpoint)) {
            throw notAcceptable("The endpoint has characters that an address must have encoded");
        }
        try {
            URI address = URI.create(endpoint);
            if ("https".equalsIgnoreCase(address.getScheme())) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw notAcceptable("The endpoint is no address");
        }
        throw notAcceptable("The endpoint must begin with https://");
    }

    /**
     * Refuses keys that nothing could be encrypted for.
     *
     * @throws ProblemException 422
     */
    void requireKeys() {
        if (!BrowserKeys.isPoint(Keys.decoded("p256dh", keys.p256dh()))) {
            throw ProblemException.invalid("body", "p256dh", "must be an uncompressed point on the curve P-256");
        }
        if (Keys.decoded("auth", keys.auth()).length != BrowserKeys.AUTH_BYTES) {
            throw ProblemException.invalid("body", "auth", "must be " + BrowserKeys.AUTH_BYTES + " bytes");
        }
    }

    /** 400: another endpoint is wanted. */
    static ProblemException notAcceptable(String reason) {
        return ProblemException.badRequest("endpoint_not_acceptable", reason);
    }
}
