package io.vigil.delivery.targets;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;

/** A configuration that allows these and nothing else; {@code 127.0.0.1:*} for a receiver on whatever port it found free. */
record Allowing(Optional<List<String>> allowed, List<Integer> ports, MemorySize answerCap) implements TargetConfig {

    static final int CAP = 1024;
    private static final List<Integer> USUAL = List.of(80, 443, 8080, 8443);

    Allowing(String... allowed) {
        this(allowed.length == 0 ? Optional.empty() : Optional.of(List.of(allowed)), USUAL,
                new MemorySize(BigInteger.valueOf(CAP)));
    }

    /** The same with other ports that are open everywhere. */
    Allowing withPorts(Integer... open) {
        return new Allowing(allowed, List.of(open), answerCap);
    }
}
