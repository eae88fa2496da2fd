package io.vigil.protect.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.vigil.protect.simulator.Visitor.Ear;

class SimulatorFaultsTest {

    private static final String CAMERA = "1c9a2db4df6efda47a3509be";
    private static final String SNAPSHOT = "/proxy/protect/integration/v1/cameras/" + CAMERA + "/snapshot";
    private static final String CLIP = "/proxy/protect/api/video/export?camera=" + CAMERA
            + "&start=1772366400000&end=1772366405000&channel=0";

    private final ControllerSimulator simulator = ControllerSimulator.setup().cookie("UOS_TOKEN").start();
    private final Visitor visitor = new Visitor(simulator);

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void breaks_clips_off() {
        visitor.signIn(simulator.password());
        simulator.faults().cutClips(true);

        assertThatThrownBy(() -> visitor.get(CLIP)).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void announces_longer_clips_than_it_sends() {
        visitor.signIn(simulator.password());
        simulator.faults().wrongClipLength(true);

        assertThatThrownBy(() -> visitor.get(CLIP)).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void is_healthy_again_once_its_faults_are_cleared() {
        visitor.signIn(simulator.password());
        simulator.faults().cutClips(true);
        simulator.faults().snapshotsFail(true);
        assertThat(visitor.get(SNAPSHOT).statusCode()).isEqualTo(503);

        simulator.faults().clear();

        assertThat(visitor.get(SNAPSHOT).statusCode()).isEqualTo(200);
        assertThat(visitor.get(CLIP).statusCode()).isEqualTo(200);
        assertThat(simulator.counters().clips()).isEqualTo(1);
    }

    @Test
    void drops_its_streams_again_and_again() {
        Ear ear = new Ear();
        simulator.dropEvery(Duration.ofMillis(1));

        visitor.listen(Channel.EVENTS, "", ear);
        visitor.listen(Channel.EVENTS, "", ear);

        await().untilAsserted(() -> assertThat(ear.endings).containsExactly("1006 ", "1006 "));
        simulator.dropEvery(Duration.ZERO);
        await().untilAsserted(() -> assertThat(simulator.counters().open()).isZero());
    }

    @Test
    void refuses_right_passwords_a_few_times() {
        simulator.faults().refuseLogins(2);

        assertThat(visitor.signIn(simulator.password()).statusCode()).isEqualTo(401);
        assertThat(visitor.signIn(simulator.password()).statusCode()).isEqualTo(401);
        assertThat(visitor.signIn(simulator.password()).statusCode()).isEqualTo(200);
        assertThat(simulator.counters().refusedLogins()).isEqualTo(2);
    }

    @Test
    void takes_its_time() {
        long before = System.nanoTime();
        simulator.faults().delay(Duration.ofMillis(200));

        assertThat(visitor.get(SNAPSHOT).statusCode()).isEqualTo(200);

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void shows_the_certificate_that_it_is_to_show(@TempDir Path folder) {
        String before = simulator.fingerprint();
        Path file = folder.resolve("keys.p12");

        simulator.changeCertificate();

        assertThat(simulator.fingerprint()).hasSize(64).isNotEqualTo(before);
        try (ControllerSimulator first = ControllerSimulator.setup().keptCertificate(file).start();
                ControllerSimulator second = ControllerSimulator.setup().keptCertificate(file).start()) {
            assertThat(first.fingerprint()).isEqualTo(second.fingerprint()).isNotEqualTo(before);
        }
    }
}
