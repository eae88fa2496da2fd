package io.vigil.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

import jakarta.inject.Inject;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.media.internal.OrphanSweeper;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.testsupport.Samples;

@QuarkusTest
class MediaInSessionTest {

    @Inject
    MediaStore store;

    @Inject
    Pictures pictures;

    @Inject
    Clips clips;

    @Inject
    FrameExtractor frames;

    @Inject
    AudioExtractor sounds;

    @Inject
    OrphanSweeper sweeper;

    @Test
    void works_in_the_configured_folder() {
        MediaFile file = store.keep(Samples.picture("car-white.jpg"), MediaType.JPEG);

        String folder = ConfigProvider.getConfig().getValue("vigil.media.directory", String.class);
        assertThat(store.find(file).orElseThrow()).startsWith(Path.of(folder).toAbsolutePath());
        store.delete(file);
    }

    @Test
    void refuses_while_a_session_is_open() {
        MediaFile file = store.keep(Samples.picture("car-white.jpg"), MediaType.JPEG);
        Path path = store.find(file).orElseThrow();
        UUID holder = UUID.randomUUID();

        assertHeld(() -> store.keep(new byte[1], MediaType.JPEG));
        assertHeld(() -> store.keep(path, MediaType.JPEG));
        assertHeld(() -> store.putBack(file, InputStream.nullInputStream(), 0));
        assertHeld(() -> store.hold(holder));
        assertHeld(() -> store.release(holder));
        assertHeld(() -> store.isHeld());
        assertHeld(() -> store.read(file));
        assertHeld(() -> store.find(file));
        assertHeld(() -> store.delete(file));
        assertHeld(() -> store.touch(file));
        assertHeld(() -> pictures.check(path));
        assertHeld(() -> pictures.forModel(new byte[1], MediaType.JPEG));
        assertHeld(() -> clips.check(path));
        assertHeld(() -> frames.frames(path, 3, FrameExtractor.Sampling.UNIFORM, Duration.ZERO));
        assertHeld(() -> sounds.sound(path));
        assertHeld(() -> sweeper.sweep());

        assertThat(path).hasBinaryContent(Samples.picture("car-white.jpg"));
        store.delete(file);
    }

    private static void assertHeld(ThrowingCallable work) {
        assertThatThrownBy(() -> SessionContext.run("test.hold", () -> work.call()))
                .isInstanceOf(SessionException.HeldDuringOutgoingCall.class);
    }
}
