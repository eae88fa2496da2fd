package io.vigil.system.progress;

import java.time.Instant;
import java.util.UUID;

/**
 * The right to do the work, until its lease ends or another takes over.
 *
 * @param id of the progress
 * @param lease by which the row knows who holds it
 * @param startedAt when the work began, by whoever began it
 * @param done what was done before
 */
public record Claim(UUID id, UUID lease, Instant startedAt, long done) {
}
