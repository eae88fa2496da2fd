package io.vigil.delivery.live;

import java.util.List;
import java.util.Optional;

import jakarta.validation.constraints.Min;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Who may be connected to {@code /ws}, and how much may wait for them. */
@ConfigMapping(prefix = "vigil.delivery.live")
public interface LiveConfig {

    /**
     * Origins of pages that may connect besides those that this host serves, such as {@code https://home.example}; each as the
     * browser writes it. Those that may call the API are the default.
     */
    @WithDefault("${quarkus.http.cors.origins:}")
    Optional<List<String>> origins();

    /** Clients of one process. */
    @Min(1)
    @WithDefault("500")
    int connections();

    /** Clients of one user, or of one API key, at one process. */
    @Min(1)
    @WithDefault("20")
    int connectionsPerUser();

    /** Messages that may wait for a slow client before it is let go. */
    @Min(1)
    @WithDefault("256")
    int queue();

    /** Bytes that may wait for a slow client before it is let go. */
    @WithDefault("1M")
    MemorySize queueBytes();

    /** Bytes that may wait for all clients of one process; beyond, who has more than its share of them waiting is let go. */
    @WithDefault("64M")
    MemorySize queueBytesTotal();
}
