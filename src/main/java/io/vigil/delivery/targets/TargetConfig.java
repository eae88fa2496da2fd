package io.vigil.delivery.targets;

import java.util.List;
import java.util.Optional;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Which addresses may be posted to, and what is read of their answers. */
@ConfigMapping(prefix = "vigil.delivery.targets")
public interface TargetConfig {

    /**
     * Receivers of the household, which are refused otherwise: host names, addresses, or ranges such as
     * {@code 192.168.1.0/24}. A name is trusted wherever it leads. A port behind it, as in {@code gotify.lan:8088} or
     * {@code [fd00::5]:8088}, is the one that it opens, and {@code *} is every port; without, it opens {@link #ports()}. Blanks
     * around an entry, and entries of nothing else, count for nothing.
     */
    Optional<List<String>> allowed();

    /** Which ports may be posted to, where an entry of {@link #allowed()} does not name its own. */
    @WithDefault("80,443,8080,8443")
    List<@Min(1) @Max(Targets.HIGHEST_PORT) Integer> ports();

    /** How much of an answer is read; what is longer is cut off as it arrives. */
    @WithDefault("64K")
    MemorySize answerCap();
}
