package io.vigil.web.forms;

/** What others than events leave free on the disk of the media. */
public final class MediaDisk {

    /** Where no more than the reserve is free media are refused: events are to find as much beyond it. */
    private static final int RESERVES = 2;

    private MediaDisk() {
    }

    /**
     * How many bytes are left free by whoever writes much there, or to a disk that may be the same.
     *
     * @param reserve {@code vigil.media.reserve}, in bytes
     */
    public static long leave(long reserve) {
        return reserve > Long.MAX_VALUE / RESERVES ? Long.MAX_VALUE : reserve * RESERVES;
    }
}
