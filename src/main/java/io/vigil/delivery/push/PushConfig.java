package io.vigil.delivery.push;

import java.time.Duration;
import java.util.Optional;

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

    /** How long a push service keeps what it cannot hand to the browser yet. */
    @WithDefault("4h")
    Duration ttl();

    /** The longest that one push may take, from looking the service up to reading its answer. */
    @WithDefault("10s")
    Duration deadline();
}
