package io.vigil.delivery.rules;

import static io.vigil.delivery.rules.RulesApi.add;
import static io.vigil.delivery.rules.RulesApi.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.delivery.Telling;
import io.vigil.delivery.outbox.Distributing;
import io.vigil.event.EventIngest;
import io.vigil.event.EventIngest.Detection;
import io.vigil.event.EventKind;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.LiveListener;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.Sightings;

/** A rule that was set off leaves people alone for as long as it says, however many events come at once. */
@QuarkusTest
class CooldownTest {

    private static final int MANY = 200;

    @Inject
    Telling telling;

    @Inject
    Distributing distributing;

    @Inject
    EventIngest ingest;

    private UUID camera;

    @BeforeEach
    void a_camera_and_clients() {
        camera = Sightings.camera("Front door");
        LiveListener.begin();
    }

    @AfterEach
    void nothing_is_left_to_do() {
        Sightings.awaitSettled();
        telling.awaitDone();
    }

    @Test
    void two_hundred_at_once_ring_once_while_the_rule_cools() {
        UUID rule = add(Map.of("name", "Visitors", "cooldown_minutes", 5));

        sendMany("a");

        assertThat(Database.count("select count(*) from alert")).isEqualTo(MANY);
        assertThat(Database.count("select count(*) from alert where not held_back")).isEqualTo(1);
        assertThat(Database.count("select count(*) from notification")).isEqualTo(1);
        assertThat(Database.count("select count(*) from event where alert_triggered")).isEqualTo(1);
        await().untilAsserted(() -> assertThat(LiveListener.messages("notification")).hasSize(1));
        get(rule).body("trigger_count", is(1));

        MovableClock.forward(Duration.ofMinutes(6));
        sendMany("b");

        assertThat(Database.count("select count(*) from alert where not held_back")).isEqualTo(2);
        assertThat(Database.count("select count(*) from notification")).isEqualTo(2);
        get(rule).body("trigger_count", is(2));
    }

    @Test
    void two_hundred_at_once_ring_two_hundred_times_if_the_rule_does_not_cool() {
        UUID rule = add(Map.of("name", "Visitors", "cooldown_minutes", 0));
        UUID other = add(Map.of("name", "All", "cooldown_minutes", 0, "actions", Map.of("dashboard_notification", false)));

        sendMany("a");

        assertThat(Database.count("select count(*) from alert where not held_back")).isEqualTo(2 * MANY);
        assertThat(Database.count("select count(*) from notification")).isEqualTo(MANY);
        assertThat(Database.count("select count(*) from event where alert_triggered")).isEqualTo(MANY);
        get(rule).body("trigger_count", is(MANY));
        get(other).body("trigger_count", is(MANY));
        await().untilAsserted(() -> assertThat(LiveListener.messages("notification")).hasSize(MANY));
    }

    @Test
    void a_rule_cools_as_long_as_it_says() {
        UUID rule = add(Map.of("name", "Visitors", "cooldown_minutes", 5));
        send("1", "person");

        MovableClock.forward(Duration.ofMinutes(4));
        UUID held = UUID.fromString(send("2", "person"));
        get(rule).body("trigger_count", is(1));
        assertThat(alerts(held)).isEmpty();
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

    /** Sends an event and waits until all is done about it; answers its id. */
    private String send(String externalId, String kind) {
        String id = Sightings.send(camera, externalId, kind, "worker-hivis.jpg").statusCode(202).extract().path("id");
        Sightings.awaitSettled();
        telling.awaitDone();
        return id;
    }

    /** Many events at once, each by a thread that distributes too, beside the outbox. */
    private void sendMany(String prefix) {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        IntStream.range(0, MANY).forEach(i -> all.add(CompletableFuture.runAsync(() -> {
            ingest.receive(new Detection(camera, "test", prefix + i, EventKind.PERSON, Instant.parse("2026-11-24T10:00:00Z"),
                    null, null, null));
            distributing.all();
        }, threads)));
        all.forEach(CompletableFuture::join);
        threads.shutdown();
        Sightings.awaitSettled();
        telling.awaitDone();
    }

    private static List<Alert> alerts(UUID event) {
        return SessionContext.call("test.alerts", db -> Alert.of(db, event));
    }
}
