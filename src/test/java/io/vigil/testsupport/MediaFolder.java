package io.vigil.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.eclipse.microprofile.config.ConfigProvider;

/** The tests' own look at what lies in the media store. */
public final class MediaFolder {

    private MediaFolder() {
    }

    /** Every file in it, half-written ones included. */
    public static List<Path> files() {
        if (!Files.exists(root())) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root())) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empties it. */
    static void empty() {
        // The folders stay: the last work of the test before may be about to put a file into one.
        for (Path file : files()) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Path root() {
        return Path.of(ConfigProvider.getConfig().getValue("vigil.media.directory", String.class));
    }
}
