package io.vigil.event.digestible;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Which events are meant.
 *
 * @param from inclusive
 * @param to exclusive
 * @param cameras empty for all
 * @param parts where each part of the range begins, ascending, the first at {@code from}; texts are chosen of all parts alike
 */
public record Range(Instant from, Instant to, List<UUID> cameras, List<Instant> parts) {
}
