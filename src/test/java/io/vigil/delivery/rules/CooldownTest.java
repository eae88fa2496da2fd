package io.vigil.delivery.rules;

import static io.vigil.delivery.rules.RulesApi.add;
import static io.vigil.delivery.rules.RulesApi.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.delivery.Telling;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.Sightings;

/** An event sets a rule off at most once, and a rule that cools is set off by none. */
@QuarkusTest
class CooldownTest {

    private static final int MANY = 200;

    @Inject
    Telling telling;

    @Inject
    Happenings happenings;

    @Inject
    HeardLive live;

    private UUID camera;

    @BeforeEach
    void a_camera() {
        camera = Sightings.camera("Front door");
    }

    @AfterEach
    void all_is_done() {
        happenings.awaitDone();
        live.forget();
    }

    @Test
    void two_hundred_at_once_ring_once_while_the_rule_cools() {
        UUID rule = add(Map.of("name", "Visitors", "cooldown_minutes", 5));

        happenings.sendAtOnce(camera, "a", MANY);

        assertThat(Database.count("select count(*) from alert")).isEqualTo(MANY);
        assertThat(Database.count("select count(*) from alert where not held_back")).isEqualTo(1);
        assertThat(Database.count("select count(*) from notification")).isEqualTo(1);
        assertThat(Database.count("select count(*) from event where alert_triggered")).isEqualTo(1);
        assertThat(live.notifications()).hasSize(1);
        get(rule).body("trigger_count", is(1));

        MovableClock.forward(Duration.ofMinutes(6));
        happenings.sendAtOnce(camera, "b", MANY);

        assertThat(Database.count("select count(*) from alert where not held_back")).isEqualTo(2);
        assertThat(Database.count("select count(*) from notification")).isEqualTo(2);
        get(rule).body("trigger_count", is(2));
    }

    @Test
    void two_hundred_at_once_ring_two_hundred_times_if_the_rule_does_not_cool() {
        UUID rule = add(Map.of("name", "Visitors", "cooldown_minutes", 0));
        UUID other = add(Map.of("name", "All", "cooldown_minutes", 0, "actions", Map.of("dashboard_notification", false)));

        happenings.sendAtOnce(camera, "a", MANY);

        assertThat(Database.count("select count(*) from alert where not held_back")).isEqualTo(2 * MANY);
        assertThat(Database.count("select count(*) from notification")).isEqualTo(MANY);
        assertThat(Database.count("select count(*) from event where alert_triggered")).isEqualTo(MANY);
        get(rule).body("trigger_count", is(MANY));
        get(other).body("trigger_count", is(MANY));
        assertThat(live.notifications()).hasSize(MANY);
    }

    @Test
    void a_rule_cools_as_long_as_it_says() {
        UUID rule = add(Map.of("name", "Visitors", "cooldown_minutes", 5));
        send("1", "person");

        MovableClock.forward(Duration.ofMinutes(4));
        UUID held = UUID.fromString(send("2", "person"));
        get(rule).body("trigger_count", is(1));
        assertThat(Happenings.alerts(held)).isEmpty();
        MovableClock.forward(Duration.ofMinutes(2));
        send("3", "person");

        get(rule).body("trigger_count", is(2));
        assertThat(Database.count("select count(*) from notification")).isEqualTo(2);
    }

    @Test
    void a_clock_that_went_wrong_silences_no_rule() {
        UUID rule = add(Map.of("name", "Visitors", "cooldown_minutes", 5));
        Database.run("update alert_rule set last_triggered_at = now() + interval '1 year'");

        send("1", "person");
        send("2", "person");

        get(rule).body("trigger_count", is(1));
    }

    @Test
    void what_was_distributed_by_a_process_that_died_rings_no_second_time() {
        UUID rule = add(Map.of("name", "Visitors", "cooldown_minutes", 0));
        send("1", "person");

        Database.run("update notice set due_at = created_at");
        telling.tick();

        assertThat(Database.value("select due_at from notice")).isNull();
        get(rule).body("trigger_count", is(1));
        assertThat(Database.count("select count(*) from notification")).isEqualTo(1);
    }

    private String send(String externalId, String kind) {
        return happenings.send(camera, externalId, kind);
    }
}
