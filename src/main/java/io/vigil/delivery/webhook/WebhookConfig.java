package io.vigil.delivery.webhook;

import java.time.Duration;

import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How webhooks are posted. */
@ConfigMapping(prefix = "vigil.delivery.webhook")
public interface WebhookConfig {

    /** The longest that one post may take, from looking the receiver up to reading its answer. */
    @WithDefault("5s")
    Duration deadline();

    /** Posts that one rule or one receiver gets in a minute at most; further ones wait. */
    @Min(1)
    @WithDefault("100")
    int perMinute();
}
