package io.vigil.delivery.push;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A browser that subscribes: its endpoint at a push service, and the keys that only it can decrypt with. */
public final class Browser {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String endpoint;
    private final KeyPair keys = P256.pair();
    private final byte[] auth = new byte[16];

    Browser(String endpoint) {
        this.endpoint = endpoint;
        new SecureRandom().nextBytes(auth);
    }

    /** Where its push service takes messages for it. */
    public String endpoint() {
        return endpoint;
    }

    String p256dh() {
        return P256.text(point());
    }

    String auth() {
        return P256.text(auth);
    }

    /** What it posts to subscribe. */
    public Map<String, Object> subscription() {
        return Map.of("endpoint", endpoint, "keys", Map.of("p256dh", p256dh(), "auth", auth()), "user_agent",
                "Browser of a test");
    }

    /** What its service worker is handed. */
    public JsonNode read(byte[] body) {
        Decryption opened = Decryption.of(body, (ECPrivateKey) keys.getPrivate(), point(), auth);
        try {
            return JSON.readTree(new String(opened.plaintext(), StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private byte[] point() {
        return P256.point((ECPublicKey) keys.getPublic());
    }
}
