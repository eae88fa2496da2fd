package io.vigil.protect.client.internal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vigil.protect.client.ControllerException;

/** The body of an answer on its way into a temporary file: no larger than it may be, whole, and of its kind, or not at all. */
final class Download {

    private static final int TAIL = 1_024;

    private final HttpClientResponse response;
    private final Future<Void> gone;
    private final Kind kind;
    private final AsyncFile file;
    private final Promise<Void> written = Promise.promise();
    private long bytes;
    private int unwritten;
    private boolean isAllHere;

    /** What is expected. */
    enum Kind {
        /** A picture. */
        JPEG(".jpg", 20L << 20),
        /** A clip. */
        MP4(".mp4", 200L << 20);

        private final String suffix;
        private final long most;

        Kind(String suffix, long most) {
            this.suffix = suffix;
            this.most = most;
        }
    }

    private Download(HttpClientResponse response, Future<Void> gone, Kind kind, AsyncFile file) {
        this.response = response;
        this.gone = gone;
        this.kind = kind;
        this.file = file;
    }

    /**
     * Writes it.
     *
     * @param gone fails when no more bytes will come, or nobody waits any longer
     */
    static Future<Path> save(Vertx vertx, HttpClientResponse response, Future<Void> gone, Kind kind) {
        response.pause();
        return vertx.fileSystem().createTempFile("vigil-protect", kind.suffix)
                .compose(name -> vertx.fileSystem().open(name, new OpenOptions().setTruncateExisting(true))
                        .compose(file -> new Download(response, gone, kind, file).run())
                        .compose(written -> vertx.<Void> executeBlocking(() -> check(Path.of(name), kind), false))
                        .compose(checked -> gone.failed() ? Future.<Void> failedFuture(brokeOff()) : Future.succeededFuture())
                        .map(Path.of(name))
                        .recover(why -> vertx.fileSystem().delete(name).transform(deleted -> Future.failedFuture(why))));
    }

    private Future<Void> run() {
        gone.onFailure(why -> written.tryFail(brokeOff()));
        file.exceptionHandler(written::tryFail);
        response.handler(chunk -> {
            bytes += chunk.length();
            if (bytes > kind.most) {
                written.tryFail(new ControllerException(ControllerException.Kind.GONE, "It is too large"));
            } else if (!written.future().isComplete()) {
                unwritten++;
                file.write(chunk).onFailure(written::tryFail).onSuccess(one -> {
                    unwritten--;
                    finish();
                });
                if (file.writeQueueFull()) {
                    response.pause();
                    file.drainHandler(drained -> response.resume());
                }
            }
        });
        response.endHandler(end -> {
            isAllHere = true;
            finish();
        });
        response.resume();
        return written.future().transform(all -> file.close()
                .compose(closed -> all.failed() ? Future.failedFuture(all.cause()) : Future.succeededFuture()));
    }

    /** Only once the last of it is in the file: that may be what there is no room for. */
    private void finish() {
        if (isAllHere && unwritten == 0) {
            written.tryComplete();
        }
    }

    private static ControllerException brokeOff() {
        return new ControllerException(ControllerException.Kind.NOT_YET, "It broke off");
    }

    private static Void check(Path path, Kind kind) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            if (file.length() < 16) {
                throw new ControllerException(ControllerException.Kind.NOT_YET, "It is empty");
            }
            int start = file.readInt();
            int second = file.readInt();
            if (kind == Kind.JPEG ? start >>> 8 != 0xFFD8FF : second != 0x66747970) {
                throw new ControllerException(ControllerException.Kind.GARBLED, "It is no " + kind);
            }
            if (!(kind == Kind.JPEG ? isEnded(file) : isWhole(file))) {
                throw brokeOff();
            }
        }
        return null;
    }

    /**
     * Whether the picture has its end (ITU-T T.81, B.1.1.3: what is compressed never looks like that). Some cameras fill up
     * behind it.
     */
    private static boolean isEnded(RandomAccessFile file) throws IOException {
        byte[] tail = new byte[(int) Math.min(TAIL, file.length())];
        file.seek(file.length() - tail.length);
        file.readFully(tail);
        for (int i = tail.length - 1; i > 0; i--) {
            if (tail[i - 1] == (byte) 0xFF && tail[i] == (byte) 0xD9) {
                return true;
            }
        }
        return false;
    }

    /** Whether the boxes of the file (ISO 14496-12, 4.2) end where it ends: a wrong length of the answer cuts it in silence. */
    private static boolean isWhole(RandomAccessFile file) throws IOException {
        long at = 0;
        while (at + 8 <= file.length()) {
            file.seek(at);
            long size = file.readInt() & 0xFFFFFFFFL;
            file.readInt();
            if (size == 0) {
                return true;
            }
            if (size == 1) {
                size = at + 16 <= file.length() ? file.readLong() : 0;
            }
            if (size < 8 || size > file.length() - at) {
                return false;
            }
            at += size;
        }
        return at == file.length();
    }
}
