package io.vigil.access;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.vigil.access.internal.ApiKey;
import io.vigil.access.internal.Secrets;

/** A key as administrators see it, without the key. */
record ApiKeyView(UUID id, String name, String prefix, List<String> scopes, boolean isActive, Instant expiresAt,
        Instant lastUsedAt, long usageCount, int rateLimitPerMinute, Instant createdAt, Instant revokedAt) {

    static ApiKeyView of(ApiKey key) {
        return new ApiKeyView(key.id, key.name, prefix(key), key.scopes, key.revokedAt == null, key.expiresAt, key.lastUsedAt,
                key.usageCount, key.rateLimitPerMinute, key.createdAt, key.revokedAt);
    }

    private static String prefix(ApiKey key) {
        return Secrets.KEY_START + key.prefix + "...";
    }

    /** A key that was just made; the only time that it is told. */
    record Issued(UUID id, String name, String key, String prefix, List<String> scopes, Instant expiresAt,
            int rateLimitPerMinute, Instant createdAt) {

        static Issued of(ApiKey key, String secret) {
            return new Issued(key.id, key.name, secret, ApiKeyView.prefix(key), key.scopes, key.expiresAt,
                    key.rateLimitPerMinute, key.createdAt);
        }
    }

    /** How much a key is used. */
    record Usage(UUID id, String name, String prefix, long usageCount, Instant lastUsedAt, String lastUsedIp,
            int rateLimitPerMinute, Instant createdAt) {

        static Usage of(ApiKey key) {
            return new Usage(key.id, key.name, ApiKeyView.prefix(key), key.usageCount, key.lastUsedAt, key.lastUsedIp,
                    key.rateLimitPerMinute, key.createdAt);
        }
    }
}
