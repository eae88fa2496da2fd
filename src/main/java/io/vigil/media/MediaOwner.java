package io.vigil.media;

import java.util.Collection;
import java.util.Set;

/** Whoever has rows that name files of the {@link MediaStore}; the sweeper asks before it takes a file away. */
public interface MediaOwner {

    /** Those of the names that its rows hold now. Called outside any session, with at most 500 names. */
    Set<String> inUse(Collection<String> names);
}
