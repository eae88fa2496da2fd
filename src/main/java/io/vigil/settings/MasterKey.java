package io.vigil.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * The one key that all others derive from: {@code vigil.secret-key}. Dev and test make one for themselves and keep it in the
 * data folder; production has to be given one, because a key that lies beside what it protects protects nothing.
 */
@Singleton
class MasterKey {

    private static final int BYTES = 32;
    private static final String HINT = "VIGIL_SECRET_KEY must be 32 bytes in base64; make one with: openssl rand -base64 32";

    private final byte[] key;
    private final String id;

    MasterKey(@ConfigProperty(name = "vigil.secret-key") Optional<String> configured, DataConfig data, LaunchMode mode) {
        if (configured.isPresent()) {
            this.key = decode(configured.get());
        } else if (mode == LaunchMode.NORMAL) {
            throw new ConfigurationException("There is no secret key: " + HINT);
        } else {
            this.key = decode(kept(data.directory().resolve("secret.key")));
        }
        this.id = HexFormat.of().formatHex(derive("id"), 0, 4);
    }

    /** Names the key without telling it, so that a text sealed with another one is recognised. */
    String id() {
        return id;
    }

    /** A key of 32 bytes for one purpose: the first block of HKDF-Expand (RFC 5869), the master being uniform already. */
    byte[] derive(String purpose) {
        return hmac(key, ("vigil/" + purpose + '\u0001').getBytes(StandardCharsets.UTF_8));
    }

    static byte[] hmac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }

    private static byte[] decode(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text.strip());
            if (bytes.length == BYTES) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // The cause would repeat part of the secret.
            throw new ConfigurationException("The secret key is not base64: " + HINT);
        }
        throw new ConfigurationException("The secret key has the wrong length: " + HINT);
    }

    private static String kept(Path file) {
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("No secret key can be kept in " + file, e);
        }
    }

    /** Written whole or not at all; of two processes that start together, the first one's key holds. */
    private static void make(Path file) throws IOException {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        Files.createDirectories(file.toAbsolutePath().getParent());
        // Temporary files are their owner's alone.
        Path written = Files.createTempFile(file.toAbsolutePath().getParent(), "secret", ".tmp");
        Files.writeString(written, Base64.getEncoder().encodeToString(bytes));
        try {
            Files.createLink(file, written);
        } catch (FileAlreadyExistsException e) {
            // The other one was first.
        } finally {
            Files.delete(written);
        }
    }
}
