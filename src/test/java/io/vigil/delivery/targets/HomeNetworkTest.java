package io.vigil.delivery.targets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

class HomeNetworkTest {

    @Test
    void looks_for_its_networks_again_when_a_minute_is_over() {
        AtomicInteger looks = new AtomicInteger();
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-28T12:00:00Z"));
        HomeNetwork home = new HomeNetwork(() -> {
            if (looks.incrementAndGet() == 3) {
                throw new UncheckedIOException(new IOException("no interfaces"));
            }
            return looks.get() == 1 ? List.of() : List.of(AddressRange.of("93.184.216.0/24"));
        }, now::get);
        InetAddress near = ScriptedNames.literal("93.184.216.7");

        now.updateAndGet(then -> then.plusSeconds(59));
        assertThat(home.covers(near)).isFalse();
        now.updateAndGet(then -> then.plusSeconds(1));
        assertThat(home.covers(near)).isTrue();
        assertThat(home.covers(near)).isTrue();
        assertThat(looks).hasValue(2);
        now.updateAndGet(then -> then.plusSeconds(60));
        assertThat(home.covers(near)).as("what is known stays if nothing can be seen").isTrue();
    }

    @Test
    void knows_the_networks_of_this_machine() {
        HomeNetwork home = new HomeNetwork(Clock.systemUTC());

        assertThat(home.covers(InetAddress.getLoopbackAddress())).isTrue();
        assertThat(home.covers(ScriptedNames.literal("8.8.8.8"))).isFalse();
    }
}
