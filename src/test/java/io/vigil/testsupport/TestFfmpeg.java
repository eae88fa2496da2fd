package io.vigil.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The ffmpeg of the tests, out of a library that brings one. On other machines, the one on the PATH. */
public final class TestFfmpeg {

    private static final String RESOURCE = "ws/schild/jave/nativebin/ffmpeg-amd64";
    /** As application.properties has it. */
    private static final Path PROGRAM = Path.of("target/ffmpeg").toAbsolutePath();

    private TestFfmpeg() {
    }

    /** Where it is; unpacked on the first call. */
    public static synchronized String path() {
        if (Files.notExists(PROGRAM)) {
            try (InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream(RESOURCE)) {
                // The other half of the tests may be unpacking it too.
                Path part = Files.createTempFile(Files.createDirectories(PROGRAM.getParent()), "ffmpeg", ".part");
                if (in == null || !System.getProperty("os.arch").equals("amd64")) {
                    Files.writeString(part, "#!/bin/sh\nexec ffmpeg \"$@\"\n");
                } else {
                    Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
                }
                if (!part.toFile().setExecutable(true)) {
                    throw new IOException("Not to be made executable: " + part);
                }
                Files.move(part, PROGRAM, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return PROGRAM.toString();
    }
}
