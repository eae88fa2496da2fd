package io.vigil.protect.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is deleted at the start, and what is not. */
class LeftFilesTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path folder;

    @Test
    void only_old_files_of_controllers_go() throws IOException {
        Path old = file("vigil-protect1.mp4", Duration.ofMinutes(61));
        Path young = file("vigil-protect2.mp4", Duration.ofMinutes(59));
        Path foreign = file("other.mp4", Duration.ofDays(9));

        new LeftFiles(Clock.fixed(NOW, ZoneOffset.UTC)).sweep(folder);

        assertThat(old).doesNotExist();
        assertThat(young).exists();
        assertThat(foreign).exists();
    }

    private Path file(String name, Duration age) throws IOException {
        return Files.setLastModifiedTime(Files.createFile(folder.resolve(name)), FileTime.from(NOW.minus(age)));
    }
}
