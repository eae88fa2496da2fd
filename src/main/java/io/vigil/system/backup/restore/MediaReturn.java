package io.vigil.system.backup.restore;

import java.io.IOException;
import java.util.BitSet;

import io.vigil.media.MediaFile;
import io.vigil.media.MediaStore;
import io.vigil.system.backup.archive.Archive;
import io.vigil.system.backup.archive.NotABackup;

/** Puts the files of a backup back before the rows that name them, and takes them away if these do not come. */
final class MediaReturn {

    private final MediaStore media;
    private final Archive archive;
    /** Which files were put back, by their place in the archive. */
    private final BitSet written = new BitSet();

    MediaReturn(MediaStore media, Archive archive) {
        this.media = media;
        this.archive = archive;
    }

    /**
     * Puts back each that is not there.
     *
     * @param after done after each file, there or not
     * @return how many there are
     * @throws IOException if there is no room for all, before any is written; or the disk fails
     */
    long putBack(Runnable after) throws IOException, NotABackup {
        requireRoom();
        int[] place = { 0 };
        archive.eachMedia((file, bytes, size) -> {
            if (!isThere(file, size)) {
                media.putBack(file, bytes, size);
                written.set(place[0]);
            }
            place[0]++;
            after.run();
        });
        return place[0];
    }

    private void requireRoom() throws IOException, NotABackup {
        long[] needed = { 0 };
        archive.eachMedia((file, bytes, size) -> needed[0] += isThere(file, size) ? 0 : size);
        if (needed[0] > media.room()) {
            throw new IOException("No space left for the media of the backup, which need " + needed[0] + " bytes");
        }
    }

    /** A file never changes under its name. */
    private boolean isThere(MediaFile file, long size) {
        return media.find(file).filter(path -> path.toFile().length() == size).isPresent();
    }

    /** Rows name them now, or may: they stay. */
    void keep() {
        written.clear();
    }

    /** Takes away what was put back and is not to be kept. While files are held nothing goes; they are orphans then. */
    void undo() throws IOException, NotABackup {
        if (written.isEmpty()) {
            return;
        }
        int[] place = { 0 };
        archive.eachMedia((file, bytes, size) -> {
            if (written.get(place[0]++)) {
                media.delete(file);
            }
        });
    }
}
