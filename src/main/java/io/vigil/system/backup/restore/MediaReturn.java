package io.vigil.system.backup.restore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

import io.vigil.media.MediaFile;
import io.vigil.media.MediaOwner;
import io.vigil.media.MediaStore;
import io.vigil.system.backup.archive.Archive;
import io.vigil.system.backup.archive.NotABackup;

/** Puts the files of a backup back before the rows that name them, and takes them away if these do not come. */
final class MediaReturn {

    private final MediaStore media;
    private final List<MediaOwner> owners;
    private final Archive archive;
    /** Which files were put back that were not there, by their place in the archive. */
    private final BitSet written = new BitSet();

    /** @param owners whose rows may name a file already */
    MediaReturn(MediaStore media, List<MediaOwner> owners, Archive archive) {
        this.media = media;
        this.owners = owners;
        this.archive = archive;
    }

    /**
     * Puts back each that is not there, and touches each that is: no row may name it yet, and it is not to go as an orphan.
     *
     * @param after done after each file, there or not
     * @return how many there are
     * @throws IOException if there is no room for all, before any is written; or the disk fails
     */
    long putBack(Runnable after) throws IOException, NotABackup {
        requireRoom();
        int[] place = { 0 };
        archive.eachMedia((file, bytes, size) -> {
            boolean wasThere = isThere(file, size);
            if (!wasThere || !media.touch(file)) {
                media.putBack(file, bytes, size);
                written.set(place[0], !wasThere);
            }
            place[0]++;
            after.run();
        });
        return place[0];
    }

    private void requireRoom() throws IOException, NotABackup {
        long[] needed = { 0 };
        archive.eachMedia((file, bytes, size) -> needed[0] += isThere(file, size) ? 0 : size);
        if (needed[0] > media.roomForOthers()) {
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

    /**
     * Takes away what was put back and is not to be kept, but for what a row names, as where a file was missing or damaged.
     * Outside any session. While files are held nothing goes; they are orphans then.
     */
    void undo() throws IOException, NotABackup {
        if (written.isEmpty()) {
            return;
        }
        int[] place = { 0 };
        List<MediaFile> some = new ArrayList<>();
        archive.eachMedia((file, bytes, size) -> {
            if (written.get(place[0]++)) {
                some.add(file);
            }
            if (some.size() == MediaOwner.MOST_NAMES) {
                takeAway(some);
                some.clear();
            }
        });
        takeAway(some);
    }

    private void takeAway(List<MediaFile> files) {
        if (!files.isEmpty()) {
            MediaOwner.unused(files, owners).forEach(media::delete);
        }
    }
}
