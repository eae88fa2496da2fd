package io.vigil.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * The one key that all others derive from: {@code vigil.secret-key}, and while it takes another one's place that one too:
 * {@code vigil.secret-key-previous}. Dev and test make one for themselves and keep it in the data folder; production has to be
 * given one, because a key that lies beside what it protects protects nothing.
 */
@Singleton
class MasterKey {

    private static final String PRESENT = "VIGIL_SECRET_KEY";
    private static final String PREVIOUS = "VIGIL_SECRET_KEY_PREVIOUS";

    private final RootKey present;
    private final Optional<RootKey> previous;

    MasterKey(@ConfigProperty(name = "vigil.secret-key") Optional<String> configured,
            @ConfigProperty(name = "vigil.secret-key-previous") Optional<String> before, DataConfig data, LaunchMode mode) {
        if (configured.isPresent()) {
            this.present = RootKey.of(configured.get(), PRESENT);
        } else if (mode == LaunchMode.NORMAL) {
            throw new ConfigurationException("There is no secret key: " + RootKey.hint(PRESENT));
        } else {
            this.present = RootKey.of(kept(data.directory().resolve("secret.key")), PRESENT);
        }
        this.previous = before.map(text -> RootKey.of(text, PREVIOUS));
        if (previous.isPresent() && previous.get().id().equals(present.id())) {
            throw new ConfigurationException(PREVIOUS + " is the same key as " + PRESENT
                    + ": give the one that was there before, or none");
        }
    }

    /** Seals and opens. */
    RootKey present() {
        return present;
    }

    /** Opens alone, what was sealed before there was the present one. */
    Optional<RootKey> previous() {
        return previous;
    }

    /** The present one first. */
    List<RootKey> all() {
        return Stream.concat(Stream.of(present), previous.stream()).toList();
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
        byte[] bytes = new byte[RootKey.BYTES];
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
