package io.vigil.media;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.vigil.media.MediaException.Kind;
import io.vigil.media.internal.Ffmpeg;

/**
 * What holds whichever program is run in place of ffmpeg: scripts that behave badly stand for a decoder that was taken over.
 */
class FfmpegCageTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    @Test
    void limits_memory_files_and_processor_time_and_hands_on_no_environment() throws Exception {
        Ffmpeg ffmpeg = program("echo $(ulimit -d) $(ulimit -f) $(ulimit -c) $(ulimit -t); echo \"HOME=$HOME\"");

        assertThat(text(ffmpeg)).isEqualTo("262144 0 0 6\nHOME=\n");
    }

    @Test
    void lets_it_write_no_file() throws Exception {
        Path loot = folder.resolve("loot");
        Ffmpeg ffmpeg = program("echo stolen > " + loot);

        text(ffmpeg);

        assertThat(Files.notExists(loot) || Files.size(loot) == 0).isTrue();
    }

    @Test
    void ends_what_hangs_with_its_children() throws Exception {
        long before = ProcessHandle.current().descendants().count();
        Ffmpeg ffmpeg = program("sleep 60 & sleep 61");
        long start = System.nanoTime();

        assertKind(Kind.LATER, () -> ffmpeg.decode(List.of(), folder, List.of(), 100, Duration.ofMillis(300)));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        await().untilAsserted(() -> assertThat(ProcessHandle.current().descendants().count()).isLessThanOrEqualTo(before));
    }

    @Test
    void stops_what_never_stops_writing() throws Exception {
        Ffmpeg ffmpeg = program("while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done");

        assertKind(Kind.UNREADABLE, () -> ffmpeg.decode(List.of(), folder, List.of(), 100_000, Duration.ofSeconds(5)));
    }

    @Test
    void does_not_read_complaints_without_end() throws Exception {
        Ffmpeg ffmpeg = program("while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx >&2; done");

        assertKind(Kind.UNREADABLE, () -> ffmpeg.look(folder, Duration.ofSeconds(5)));
        assertKind(Kind.LATER, () -> ffmpeg.decode(List.of(), folder, List.of(), 100, SECOND));
    }

    @Test
    void runs_two_at_once_and_lets_others_wait_no_longer_than_they_may() throws Exception {
        Ffmpeg ffmpeg = program("sleep 3");
        CountDownLatch running = new CountDownLatch(2);
        List<CompletableFuture<Void>> two = List.of(1, 2).stream().map(i -> CompletableFuture.runAsync(() -> {
            running.countDown();
            ffmpeg.inTurn(() -> ffmpeg.look(folder, Duration.ofSeconds(5)));
        }, work -> new Thread(work, "caller").start())).toList();
        running.await();
        await().until(() -> ProcessHandle.current().children().filter(child -> child.info().commandLine().orElse("")
                .contains(folder.toString())).count() == 2);

        assertThatThrownBy(() -> ffmpeg.inTurn(() -> ffmpeg.look(folder, SECOND)))
                .hasMessage("Too many clips are being looked into");

        two.forEach(CompletableFuture::join);
        assertThat(ffmpeg.inTurn(() -> ffmpeg.look(folder, Duration.ofSeconds(5))).status()).isZero();
    }

    @Test
    void ends_what_it_started_when_nobody_can_time_it() throws Exception {
        Path program = script("sleep 62");
        ScheduledExecutorService stopped = Executors.newScheduledThreadPool(1);
        stopped.shutdown();
        Ffmpeg ffmpeg = TestConfig.ofProgram(program.toString(), SECOND).runner(stopped);

        assertKind(Kind.LATER, () -> ffmpeg.look(folder, SECOND));

        await().untilAsserted(() -> assertThat(ProcessHandle.current().descendants()
                .filter(child -> child.info().commandLine().orElse("").contains(folder.toString()))).isEmpty());
    }

    @Test
    void tells_people_no_path_of_the_program() throws Exception {
        Path program = folder.resolve("gone");
        Ffmpeg ffmpeg = TestConfig.ofProgram(program.toString(), SECOND).runner();

        assertThatThrownBy(() -> ffmpeg.look(folder, SECOND)).hasMessage("ffmpeg cannot be run")
                .hasRootCauseMessage("Exit status 127 of " + program);
    }

    @Test
    void passes_names_on_as_they_are() throws Exception {
        Path odd = folder.resolve("$(touch pwned); 'a' \"b\" -i http:x.mp4");
        Ffmpeg ffmpeg = program("for last in \"$@\"; do :; done; echo \"$last\"");

        assertThat(new String(ffmpeg.look(odd, SECOND).bytes(), UTF_8)).isEqualTo("file:" + odd.toAbsolutePath() + "\n");
    }

    private String text(Ffmpeg ffmpeg) {
        return new String(ffmpeg.look(folder, Duration.ofSeconds(5)).bytes(), UTF_8);
    }

    private static void assertKind(Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
        assertThatThrownBy(work).isInstanceOfSatisfying(MediaException.class,
                e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }

    private Ffmpeg program(String script) throws Exception {
        return TestConfig.ofProgram(script(script).toString(), Duration.ofSeconds(5)).runner();
    }

    private Path script(String script) throws Exception {
        Path program = Files.writeString(folder.resolve("program"), "#!/bin/sh\n" + script + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }
}
