package io.vigil.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.testsupport.MovableClock;

/** Two nodes, one table: what is changed on one holds on the other five seconds later, and on itself at once. */
@QuarkusTest
class ReplicasTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    @Inject
    Settings here;

    @Inject
    SecretBox secrets;

    @Inject
    Clock clock;

    private Settings there;

    @BeforeEach
    void another_node() {
        there = new Settings(secrets, clock);
    }

    static List<SettingKey<?>> every_setting() {
        return Catalogue.all();
    }

    @ParameterizedTest
    @MethodSource("every_setting")
    void a_change_here_holds_there_within_five_seconds_and_so_does_its_end(SettingKey<?> key) {
        assertThat(there.get(key)).isEqualTo(key.defaultValue());

        here.change(Map.of(key.name(), OtherValues.of(key)));

        assertThat(here.get(key)).isNotEqualTo(key.defaultValue());
        MovableClock.forward(SOON);
        assertThat(there.get(key)).isEqualTo(here.get(key));

        Map<String, Object> reset = new HashMap<>();
        reset.put(key.name(), null);
        here.change(reset);

        assertThat(here.get(key)).isEqualTo(key.defaultValue());
        MovableClock.forward(SOON);
        assertThat(there.get(key)).isEqualTo(key.defaultValue());
    }
}
