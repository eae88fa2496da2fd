package io.vigil.delivery.push;

import java.time.Duration;
import java.util.Optional;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How browsers are pushed to. */
@ConfigMapping(prefix = "vigil.delivery.push")
public interface PushConfig {

    /** The form of a subject. */
    String SUBJECT = "mailto:[^@\\s]+@[^@\\s]+\\.[^@\\s]+|https://\\S+";

    /**
     * Where the push services reach whoever runs this: a real {@code mailto:} or {@code https:} address (RFC 8292, 2.1).
     * Absent means that nothing is pushed: some services refuse what nobody answers for.
     */
    Optional<@Pattern(regexp = SUBJECT, message = "must be a mailto: or https: address") String> subject();

    /** How old a message may get before a browser is told; a push service keeps for the rest of it what it cannot hand over. */
    @WithDefault("4h")
    Duration ttl();

    /** Browsers of one user; whoever subscribes with more loses the one that was not told anything for the longest. */
    @Min(1)
    @WithDefault("50")
    int subscriptionsPerUser();

    /** The longest that one push may take, from looking the service up to reading its answer. */
    @WithDefault("10s")
    Duration deadline();
}
