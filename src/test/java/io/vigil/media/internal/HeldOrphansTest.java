package io.vigil.media.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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

/** Files that somebody begins to hold, or to need, while the sweeper is at work. */
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
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(2));

        assertThat(sweeper(store, holder, later).sweep()).isZero();
        assertThat(store.find(file)).isPresent();
    }

    @Test
    void a_file_that_a_restore_found_since_the_rows_were_read_stays() throws IOException {
        MediaStore store = TestConfig.storeAt(folder);
        MediaFile found = old(store);
        MediaFile other = old(store);
        MediaOwner restored = names -> {
            store.touch(found);
            return Set.of();
        };

        assertThat(sweeper(store, restored, Clock.systemUTC()).sweep()).isOne();

        assertThat(store.find(found)).isPresent();
        assertThat(store.find(other)).isEmpty();
    }

    /** Both in one folder, so that one question is asked for both. */
    private static MediaFile old(MediaStore store) throws IOException {
        String time = UUID.randomUUID().toString().substring(0, 32);
        MediaFile file = MediaFile.parse(time + "abcd.jpg");
        store.putBack(file, new ByteArrayInputStream(new byte[1]), 1);
        Files.setLastModifiedTime(store.find(file).orElseThrow(), FileTime.from(Instant.now().minus(Duration.ofHours(3))));
        return file;
    }

    private OrphanSweeper sweeper(MediaStore store, MediaOwner owner, Clock clock) {
        DatabaseBirth longAgo = new DatabaseBirth() {

            @Override
            Instant read() {
                return Instant.EPOCH;
            }
        };
        return new OrphanSweeper(store, List.of(owner), longAgo, TestConfig.at(folder), clock, new SimpleMeterRegistry());
    }

    private static void hold(MediaStore store) {
        try {
            store.hold(UUID.randomUUID());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
