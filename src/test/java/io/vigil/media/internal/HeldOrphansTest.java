package io.vigil.media.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vigil.media.MediaFile;
import io.vigil.media.MediaOwner;
import io.vigil.media.MediaStore;
import io.vigil.media.MediaType;
import io.vigil.media.TestConfig;

/** Files that somebody begins to hold while the sweeper is at work. */
class HeldOrphansTest {

    @TempDir
    Path folder;

    @Test
    void a_file_that_stays_is_not_counted_as_taken_away() {
        MediaStore store = TestConfig.storeAt(folder);
        MediaFile file = store.keep(new byte[1], MediaType.JPEG);
        MediaOwner holder = names -> {
            hold(store);
            return Set.of();
        };
        OrphanSweeper sweeper = new OrphanSweeper(store, List.of(holder), TestConfig.at(folder),
                Clock.offset(Clock.systemUTC(), Duration.ofHours(2)), new SimpleMeterRegistry());

        assertThat(sweeper.sweep()).isZero();
        assertThat(store.find(file)).isPresent();
    }

    private static void hold(MediaStore store) {
        try {
            store.hold(UUID.randomUUID());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
