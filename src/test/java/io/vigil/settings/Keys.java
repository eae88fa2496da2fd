package io.vigil.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkus.runtime.LaunchMode;

/** Secret keys, and boxes that have them, as processes with other settings than the tests' have. */
public final class Keys {

    private Keys() {
    }

    /** A key of which every byte is the same, in base64. */
    public static String of(int value) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) value);
        return Base64.getEncoder().encodeToString(key);
    }

    /** The one that the application has made for the tests. */
    public static String ofTheApplication() {
        try {
            return Files.readString(
                    Path.of(ConfigProvider.getConfig().getValue("vigil.data.directory", String.class), "secret.key"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A box with one key, or with two. */
    public static SecretBox box(String present, String previous) {
        DataConfig unused = () -> Path.of("target/unused");
        return new SecretBox(
                new MasterKey(Optional.of(present), Optional.ofNullable(previous), unused, LaunchMode.NORMAL));
    }
}
