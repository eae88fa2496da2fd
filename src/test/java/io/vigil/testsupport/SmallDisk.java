package io.vigil.testsupport;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A real disk of 16 MB, mounted for one test. Where mounting is not allowed, that test is skipped and says so. */
public final class SmallDisk implements AutoCloseable {

    private static final int BLOCK = 4096;

    private final Path root;
    private final List<Path> fillers = new ArrayList<>();

    private SmallDisk(Path root) {
        this.root = root;
    }

    /** Mounts it at an empty folder. */
    public static SmallDisk at(Path folder) {
        return at(folder, 16);
    }

    /** Mounts one of so many megabytes. */
    public static SmallDisk at(Path folder, int megabytes) {
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString()),
                "Skipped: a small disk can only be mounted by root on Linux");
        return new SmallDisk(folder);
    }

    /** Fills it until there is so much room and no more. */
    public void leaveRoom(long bytes) {
        Path filler = root.resolve("filler-" + fillers.size());
        fillers.add(filler);
        long size = root.toFile().getUsableSpace() - bytes;
        try (var out = Files.newOutputStream(filler)) {
            byte[] block = new byte[BLOCK];
            for (long written = 0; written < size; written += BLOCK) {
                out.write(block);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has the room again that it had before it was filled. */
    public void clear() {
        for (Path filler : fillers) {
            try {
                Files.delete(filler);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        fillers.clear();
    }

    /** Every file on it but those that fill it. */
    public List<Path> files() {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).filter(file -> !fillers.contains(file)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Which of its files this process holds open. */
    public List<String> open() {
        List<String> open = new ArrayList<>();
        for (Path descriptor : list(Path.of("/proc/self/fd"))) {
            try {
                open.add(Files.readSymbolicLink(descriptor).toString());
            } catch (IOException e) {
                // Closed meanwhile.
            }
        }
        open.removeIf(file -> !file.startsWith(root.toString()));
        return open;
    }

    @Override
    public void close() {
        run("umount", "-l", root.toString());
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean run(String... command) {
        try {
            return new ProcessBuilder(Arrays.asList(command)).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
