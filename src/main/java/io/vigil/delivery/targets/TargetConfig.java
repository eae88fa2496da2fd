package io.vigil.delivery.targets;

import java.util.List;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Which addresses may be posted to, and what is read of their answers. */
@ConfigMapping(prefix = "vigil.delivery.targets")
public interface TargetConfig {

    /**
     * Receivers of the household, which are refused otherwise: host names, addresses, or ranges such as
     * {@code 192.168.1.0/24}. A name is trusted wherever it leads.
     */
    Optional<List<String>> allowed();

    /** How much of an answer is read; what is longer is cut off as it arrives. */
    @WithDefault("64K")
    MemorySize answerCap();
}
