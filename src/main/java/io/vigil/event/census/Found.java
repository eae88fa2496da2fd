package io.vigil.event.census;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;

import io.vigil.event.census.CensusRows.Said;

/**
 * What there is of an event's files. A file that is gone takes 0 bytes; what the event does not name is null.
 *
 * @param framesBytesBefore what its row said
 * @param gone the words for what it names and is not there, with commas between them
 * @param there those for what is
 */
record Found(UUID id, String snapshot, String thumbnail, String clip, Long snapshotBytes, Long thumbnailBytes, Long clipBytes,
        Long framesBytes, Long framesBytesBefore, String gone, String there) {

    /**
     * Looks.
     *
     * @param look tells the bytes of a file by its name, empty if it is gone
     */
    static Found of(Said said, Function<String, OptionalLong> look) {
        List<String> gone = new ArrayList<>();
        List<String> there = new ArrayList<>();
        Long snapshot = bytes("snapshot", said.snapshot(), look, gone, there);
        Long thumbnail = bytes("thumbnail", said.thumbnail(), look, gone, there);
        Long clip = bytes("clip", said.clip(), look, gone, there);
        Long frames = bytes("frames", said.frames(), look, gone, there);
        return new Found(said.id(), said.snapshot(), said.thumbnail(), said.clip(), snapshot, thumbnail, clip, frames,
                said.framesBytes(), String.join(",", gone), String.join(",", there));
    }

    private static Long bytes(String what, String names, Function<String, OptionalLong> look, List<String> gone,
            List<String> there) {
        if (names == null) {
            return null;
        }
        List<OptionalLong> found = CensusRows.words(names).stream().map(look).toList();
        boolean isThere = !found.isEmpty() && found.stream().allMatch(OptionalLong::isPresent);
        (isThere ? there : gone).add(what);
        return found.stream().mapToLong(bytes -> bytes.orElse(0)).sum();
    }

    /** Whether the row says otherwise. */
    boolean isNews(Said said) {
        Collection<String> missing = CensusRows.words(said.missing());
        return !Objects.equals(snapshotBytes, said.snapshotBytes()) || !Objects.equals(thumbnailBytes, said.thumbnailBytes())
                || !Objects.equals(clipBytes, said.clipBytes()) || !Objects.equals(framesBytes, said.framesBytes())
                || !missing.containsAll(CensusRows.words(gone))
                || CensusRows.words(there).stream().anyMatch(missing::contains);
    }
}
