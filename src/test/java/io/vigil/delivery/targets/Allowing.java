package io.vigil.delivery.targets;

import java.util.List;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;

/** A configuration that allows these and nothing else. */
record Allowing(Optional<List<String>> allowed, MemorySize answerCap) implements TargetConfig {

    static final int CAP = 1024;

    Allowing(String... allowed) {
        this(allowed.length == 0 ? Optional.empty() : Optional.of(List.of(allowed)),
                new MemorySize(java.math.BigInteger.valueOf(CAP)));
    }
}
