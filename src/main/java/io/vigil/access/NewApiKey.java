package io.vigil.access;

import java.time.Instant;
import java.util.List;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

import io.vigil.web.Roles;

/**
 * A key that somebody asks for.
 *
 * @param scopes what it may do; absent means to read events
 * @param expiresAt from when on it is not good any more, or null
 * @param rateLimitPerMinute how many requests a minute it is meant for; absent means 100. It is kept and shown as it was given,
 *        and enforced nowhere
 */
record NewApiKey(@NotBlank @Size(max = 255) String name, @Size(max = 50) List<String> scopes, Instant expiresAt,
        @Min(1) @Max(10_000) Integer rateLimitPerMinute) {

    private static final int USUAL_RATE = 100;

    NewApiKey {
        scopes = scopes == null ? List.of(Roles.READ_EVENTS) : scopes;
        rateLimitPerMinute = rateLimitPerMinute == null ? Integer.valueOf(USUAL_RATE) : rateLimitPerMinute;
    }
}
