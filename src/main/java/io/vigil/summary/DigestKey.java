package io.vigil.summary;

/**
 * Which digest a summary is. There is at most one of each.
 *
 * @param type {@code daily} or {@code weekly}
 * @param period the household's day such as {@code 2026-11-24}, or week (ISO 8601) such as {@code 2026-W48}
 */
public record DigestKey(String type, String period) {
}
