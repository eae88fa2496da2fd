package io.vigil.summary;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;

/**
 * What is to be summarised.
 *
 * @param from inclusive
 * @param to exclusive
 * @param cameras each once, in order; empty for all
 * @param zone in which the text tells times
 */
public record Wanted(Instant from, Instant to, List<UUID> cameras, ZoneId zone) {

    /** So that the same wish is equal, however it is told. */
    public Wanted {
        cameras = cameras.stream().distinct().sorted().toList();
    }
}
