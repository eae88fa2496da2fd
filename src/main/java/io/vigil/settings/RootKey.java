package io.vigil.settings;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.quarkus.runtime.configuration.ConfigurationException;

/** A secret key as somebody gave it, 32 bytes. Never told: it is known by its id. */
final class RootKey {

    static final int BYTES = 32;
    private static final int ID_BYTES = 4;

    private final byte[] key;
    private final String id;

    private RootKey(byte[] key) {
        this.key = key;
        this.id = HexFormat.of().formatHex(derive("id"), 0, ID_BYTES);
    }

    /**
     * The key that the text holds in base64.
     *
     * @param variable where the text comes from, for people
     * @throws ConfigurationException if it holds none; what it holds is not repeated
     */
    static RootKey of(String text, String variable) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text.strip());
            if (bytes.length == BYTES) {
                return new RootKey(bytes);
            }
        } catch (IllegalArgumentException e) {
            // The cause would repeat part of the secret.
            throw new ConfigurationException("The secret key is not base64: " + hint(variable));
        }
        throw new ConfigurationException("The secret key has the wrong length: " + hint(variable));
    }

    /** What the variable has to be, and how to make it so. */
    static String hint(String variable) {
        return variable + " must be 32 bytes in base64; make one with: openssl rand -base64 32";
    }

    /** Names the key without telling it: eight hexadecimal digits. */
    String id() {
        return id;
    }

    /** A key of 32 bytes for one purpose: the first block of HKDF-Expand (RFC 5869), the root being uniform already. */
    byte[] derive(String purpose) {
        return hmac(key, ("vigil/" + purpose + '\u0001').getBytes(StandardCharsets.UTF_8));
    }

    /** HMAC-SHA256 (RFC 2104). */
    static byte[] hmac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }
}
