package io.vigil.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.eclipse.microprofile.config.ConfigProvider;

/** The tests' own look at what lies in the media store. */
public final class MediaFolder {

    private static final int MOST_FOLDERS = 200;

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
        if (!Files.exists(root())) {
            return;
        }
        try (Stream<Path> all = Files.walk(root())) {
            List<Path> paths = all.skip(1).sorted(Comparator.reverseOrder()).toList();
            // Few folders stay, as the last work of the test before may be about to put a file into one; to walk
            // through thousands before each test would take longer than most tests.
            boolean foldersToo = paths.size() > MOST_FOLDERS;
            for (Path path : paths) {
                if (foldersToo || Files.isRegularFile(path)) {
                    delete(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path path) throws IOException {
        try {
            Files.deleteIfExists(path);
        } catch (DirectoryNotEmptyException e) {
            // Somebody has just put a file into it, and it stays.
        }
    }

    private static Path root() {
        return Path.of(ConfigProvider.getConfig().getValue("vigil.media.directory", String.class));
    }
}
