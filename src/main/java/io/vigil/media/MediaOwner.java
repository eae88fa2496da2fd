package io.vigil.media;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whoever has rows that name files of the {@link MediaStore}; asked before anybody takes a file away that is not the one of a
 * row that has just gone.
 */
public interface MediaOwner {

    /** How many names are asked about at once. */
    int MOST_NAMES = 500;

    /** Those of the names that its rows hold now. Called outside any session, with at most {@link #MOST_NAMES}. */
    Set<String> inUse(Collection<String> names);

    /** Those of the files that no row of any owner names now; outside any session, for at most {@link #MOST_NAMES}. */
    static List<MediaFile> unused(List<MediaFile> files, Collection<MediaOwner> owners) {
        List<String> names = files.stream().map(MediaFile::name).toList();
        Set<String> inUse = new HashSet<>();
        owners.forEach(owner -> inUse.addAll(owner.inUse(names)));
        return files.stream().filter(file -> !inUse.contains(file.name())).toList();
    }
}
