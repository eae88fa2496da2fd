package io.vigil.media.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What it takes for files and folders to survive a power cut. */
public final class Disk {

    private Disk() {
    }

    /** Forces the bytes of a file to the disk. */
    public static void force(Path path, StandardOpenOption access) throws IOException {
        try (FileChannel channel = FileChannel.open(path, access)) {
            channel.force(true);
        }
    }

    /** Forces the name of a file to the disk; one whose name may not survive is not kept at all. */
    public static void settle(Path target) throws IOException {
        try {
            forceDirectory(target.getParent());
        } catch (IOException e) {
            Files.deleteIfExists(target);
            throw e;
        }
    }

    /** Makes a folder that is missing, inside one that is there. */
    public static void makeDirectory(Path path) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createDirectory(path);
                forceDirectory(path.getParent());
            } catch (FileAlreadyExistsException e) {
                // Another thread was faster.
            }
        }
    }

    /** A renamed file survives a power cut only when its folder is on the disk too; Windows knows no such thing. */
    private static void forceDirectory(Path path) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            force(path, StandardOpenOption.READ);
        }
    }
}
