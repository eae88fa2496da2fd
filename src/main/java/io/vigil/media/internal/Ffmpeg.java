package io.vigil.media.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import jakarta.inject.Singleton;

import io.vigil.media.MediaConfig;
import io.vigil.media.MediaException;
import io.vigil.session.SessionContext;

/**
 * The outside program that looks into clips. A clip is whatever somebody sent, so the program gets no say: it may open this
 * one file and nothing else, as an MP4 and nothing else, with these decoders and no others; it writes to us alone; and time,
 * memory, output and the number of its processes have limits.
 */
@Singleton
public class Ffmpeg {

    /** A playlist in disguise names other files; only this demuxer is there, and it follows no references. */
    private static final List<String> INPUT = List.of("-hide_banner", "-nostdin", "-protocol_whitelist", "file",
            "-format_whitelist", "mov", "-codec_whitelist",
            "h264,hevc,av1,libdav1d,vp9,mpeg4,mjpeg,aac,mp3,mp3float,ac3,opus,alac,pcm_s16le,pcm_s16be,pcm_mulaw,pcm_alaw",
            "-max_alloc", "134217728", "-threads", "1", "-f", "mov", "-enable_drefs", "0", "-use_absolute_path", "0");
    private static final List<String> OUTPUT = List.of("-threads", "1", "-fflags", "+bitexact");
    /** Run by the shell, which knows how to limit itself before it becomes the program; nothing of ours stands in it. */
    private static final String LIMITED = "ulimit -c 0 && ulimit -f 0 && ulimit -t \"$1\" && ulimit -d \"$2\" || exit 125; "
            + "shift 2; exec \"$@\"";
    private static final Path SHELL = Path.of("/bin/sh");
    private static final int NO_LIMITS = 125;
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;
    private static final int KILLED = 137;
    private static final int OUT_OF_PROCESSOR_TIME = 152;
    private static final Duration REAP = Duration.ofSeconds(1);

    private final MediaConfig config;
    private final ScheduledExecutorService timer;
    private final Semaphore turns;

    public Ffmpeg(MediaConfig config, ScheduledExecutorService timer) {
        this.config = config;
        this.timer = timer;
        this.turns = new Semaphore(config.ffmpegProcesses(), true);
    }

    /**
     * What a run left behind.
     *
     * @param status the exit status; it says little: a clip that breaks in the middle still gave what came before
     */
    public record Output(byte[] bytes, int status) {
    }

    /**
     * Does one clip's work when a process is free for it. One turn for all of the work: who has begun waits for nobody, and a
     * limit of time that starts inside counts no waiting.
     *
     * @throws MediaException LATER if no process becomes free
     */
    public <T> T inTurn(Supplier<T> work) {
        SessionContext.requireNone("ffmpeg");
        try {
            if (!turns.tryAcquire(config.ffmpegWait().toMillis(), TimeUnit.MILLISECONDS)) {
                throw MediaException.later("Too many clips are being looked into", null);
            }
        } catch (InterruptedException e) {
            throw stopping(e);
        }
        try {
            return work.get();
        } finally {
            turns.release();
        }
    }

    /**
     * What the program says about a clip without decoding it; its output is this text. Only in a turn.
     *
     * @throws MediaException LATER if it takes too long, NO_FFMPEG if it cannot be run
     */
    public Output look(Path clip, Duration limit) {
        return run(command(List.of("-loglevel", "info"), clip, List.of()), true, 64 << 10, limit);
    }

    /**
     * Decodes. Only in a turn.
     *
     * @param before options for reading the clip
     * @param after what to do with it, down to the output's format
     * @param mostBytes the largest output; one that is larger is a failure
     * @throws MediaException UNREADABLE if it writes too much, otherwise as {@link #look}
     */
    public Output decode(List<String> before, Path clip, List<String> after, int mostBytes, Duration limit) {
        List<String> end = new ArrayList<>(after);
        end.addAll(OUTPUT);
        end.add("pipe:1");
        List<String> start = new ArrayList<>(List.of("-loglevel", "fatal"));
        start.addAll(before);
        return run(command(start, clip, end), false, mostBytes, limit);
    }

    private List<String> command(List<String> before, Path clip, List<String> after) {
        List<String> command = new ArrayList<>();
        if (Files.exists(SHELL)) {
            // Of the processor it gets no more seconds than of the clock, so that it ends even if we end first.
            command.addAll(
                    List.of(SHELL.toString(), "-c", LIMITED, "vigil", String.valueOf(config.ffmpegLimit().toSeconds() + 1),
                            String.valueOf(config.ffmpegMemory().asLongValue() >> 10)));
        }
        command.add(config.ffmpeg());
        command.addAll(INPUT);
        command.addAll(before);
        command.addAll(List.of("-i", "file:" + clip.toAbsolutePath()));
        command.addAll(after);
        return command;
    }

    private Output run(List<String> command, boolean wantsComplaints, int mostBytes, Duration limit) {
        SessionContext.requireNone("ffmpeg");
        if (limit.isNegative() || limit.isZero()) {
            throw MediaException.later("There is no time left to look into the clip", null);
        }
        Process process = start(command, wantsComplaints);
        try {
            return run(process, mostBytes, limit);
        } finally {
            kill(process);
            reap(process);
        }
    }

    private Process start(List<String> command, boolean wantsComplaints) {
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        // No proxies, no tracing, no settings of whoever started us.
        environment.keySet().retainAll(List.of("PATH", "LD_LIBRARY_PATH", "SystemRoot"));
        builder.redirectErrorStream(wantsComplaints);
        if (!wantsComplaints) {
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        }
        try {
            return builder.start();
        } catch (IOException e) {
            throw Files.exists(SHELL) ? MediaException.later("No process can be started", e)
                    : MediaException.noFfmpeg("There is no ffmpeg", e);
        }
    }

    private Output run(Process process, int mostBytes, Duration limit) {
        AtomicBoolean late = new AtomicBoolean();
        ScheduledFuture<?> end = killAfter(limit, process, late);
        try {
            process.getOutputStream().close();
            byte[] bytes = read(process, mostBytes + 1);
            if (bytes.length > mostBytes) {
                throw MediaException.unreadable("The clip becomes more than it may");
            }
            int status = process.waitFor();
            if (late.get() || status == OUT_OF_PROCESSOR_TIME || status == KILLED) {
                throw MediaException.later("Looking into the clip took longer than " + limit.toMillis() + " ms", null);
            }
            if (status == NOT_FOUND || status == NOT_EXECUTABLE || status == NO_LIMITS) {
                throw MediaException.noFfmpeg(status == NO_LIMITS ? "No limits can be set for ffmpeg" : "ffmpeg cannot be run",
                        new IOException("Exit status " + status + " of " + config.ffmpeg()));
            }
            return new Output(bytes, status);
        } catch (IOException e) {
            throw MediaException.later("The process takes no input", e);
        } catch (InterruptedException e) {
            throw stopping(e);
        } finally {
            end.cancel(false);
        }
    }

    private ScheduledFuture<?> killAfter(Duration limit, Process process, AtomicBoolean late) {
        try {
            return timer.schedule(() -> {
                late.set(true);
                kill(process);
            }, limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            throw MediaException.later("Stopping", e);
        }
    }

    /** A process that was killed ends its output; what Java makes of that is either an end or an exception. */
    private static byte[] read(Process process, int mostBytes) {
        try (InputStream in = process.getInputStream()) {
            return in.readNBytes(mostBytes);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static void reap(Process process) {
        try {
            process.waitFor(REAP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static MediaException stopping(InterruptedException e) {
        Thread.currentThread().interrupt();
        return MediaException.later("Stopping", e);
    }
}
