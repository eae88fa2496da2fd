package io.vigil.system.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.settings.Settings;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.OtherHand;
import io.vigil.testsupport.Sightings;
import io.vigil.testsupport.StoredEvents;

/** What each setting of what is kept does, and when. */
@QuarkusTest
class RetentionSettingsTest {

    private static final long MEGABYTE = 1 << 20;

    @Inject
    RetentionJob job;

    @Inject
    Settings household;

    @Inject
    Clock clock;

    @ParameterizedTest
    @CsvSource({ "-1, 40, true", "-1, 4000, true", "0, 40, true", "7, 6, true", "7, 10, false", "30, 20, true", "30, 40, false",
            "90, 40, true", "90, 100, false", "365, 300, true", "365, 400, false" })
    void keeps_events_for_so_many_days(int wanted, int age, boolean isKept) {
        household.change(Map.of("retention_days", wanted));
        job.tick();
        MovableClock.forward(Duration.ofDays(1));
        old(1, age - 1);

        job.tick();

        assertThat(StoredEvents.ids()).hasSize(isKept ? 1 : 0);
        assertThat(Database.column("select state from progress")).containsExactly("completed");
    }

    @ParameterizedTest
    @ValueSource(strings = { "Asia/Kolkata", "America/New_York", "UTC" })
    void the_night_is_the_households(String zone) {
        household.change(Map.of("timezone", zone));
        old(1, 50);
        job.tick();
        ZonedDateTime now = clock.instant().atZone(ZoneId.of(zone));
        ZonedDateTime today = now.with(LocalTime.of(2, 0));
        ZonedDateTime night = today.isAfter(now) ? today : now.plusDays(1).with(LocalTime.of(2, 0));

        MovableClock.forward(Duration.between(clock.instant(), night.toInstant()).minusMinutes(1));
        job.tick();
        assertThat(StoredEvents.ids()).hasSize(1);
        MovableClock.forward(Duration.ofMinutes(2));
        job.tick();

        assertThat(StoredEvents.ids()).isEmpty();
    }

    @Test
    void are_read_where_they_are_used() {
        assertThat(RetentionPolicy.of(household)).isEqualTo(
                new RetentionPolicy(30, 30, Optional.empty(), true, RetentionPolicy.of(household).zone()));

        household.change(Map.of("retention_days", 90, "video_retention_days", 7, "retention_max_gb", 1.5, "auto_cleanup", false,
                "timezone", "Asia/Kolkata"));

        assertThat(RetentionPolicy.of(household)).isEqualTo(
                new RetentionPolicy(90, 7, Optional.of(3L << 29), false, ZoneId.of("Asia/Kolkata")));
    }

    @Test
    void who_switches_cleaning_up_on_has_until_the_night() {
        household.change(Map.of("auto_cleanup", false));
        old(1, 50);
        job.tick();
        Database.run("update retention_run set ran_at = ran_at - interval '3 days'");
        job.tick();

        household.change(Map.of("auto_cleanup", true));
        job.tick();
        assertThat(StoredEvents.ids()).hasSize(1);
        MovableClock.forward(Duration.ofDays(1));
        job.tick();

        assertThat(StoredEvents.ids()).isEmpty();
    }

    @Test
    void who_switches_it_off_has_what_was_left_of_a_purge_ended() {
        old(3, 50);
        Database.run("""
                insert into progress (id, work, state, done, started_at, updated_at, lease, lease_until)
                values (gen_random_uuid(), 'purge', 'running', 7, now(), now(), gen_random_uuid(), now())""");
        household.change(Map.of("auto_cleanup", false));

        job.tick();

        assertThat(StoredEvents.ids()).hasSize(3);
        assertThat(Database.column("select state || ' ' || error from progress"))
                .containsExactly("failed Cleaning up was switched off meanwhile");
    }

    @ParameterizedTest
    @CsvSource({ "retention_days, -1, completed", "auto_cleanup, false, failed" })
    void a_change_holds_from_the_next_page_of_a_purge_on(String key, String value, String state) {
        old(1_600, 50);
        job.tick();
        MovableClock.forward(Duration.ofDays(1));
        String ofTheSecondPage = StoredEvents.ids().get(600);

        OtherHand.commits("select id from event where id = '" + ofTheSecondPage + "' for update", job::tick, () -> {
            Database.run("insert into setting (key, value, updated_at) values ('%s', '%s', now())".formatted(key, value));
            household.forget();
        });

        assertThat(StoredEvents.ids()).hasSize(600);
        assertThat(Database.column("select done || ' ' || state from progress")).containsExactly("1000 " + state);
    }

    @Test
    void what_another_hand_freed_need_not_be_freed_again() {
        household.change(Map.of("retention_max_gb", 0.01, "retention_days", -1));
        StoredEvents.add(Sightings.camera("Gate"), 30, MEGABYTE);
        String fiveOldest = String.join("','", StoredEvents.ids().subList(0, 5));

        OtherHand.commits("delete from event where id in ('" + fiveOldest + "')", job::tick);

        assertThat(StoredEvents.ids()).hasSize(9);
    }

    @Test
    void a_clock_that_was_set_back_waits_for_the_next_night_and_not_for_the_old_one() {
        Database.run("insert into retention_run (id, ran_at) values (1, now() + interval '400 days')");
        old(1, 50);
        job.tick();
        assertThat(StoredEvents.ids()).hasSize(1);
        MovableClock.forward(Duration.ofDays(1));

        job.tick();

        assertThat(StoredEvents.ids()).isEmpty();
    }

    private static void old(int count, int days) {
        StoredEvents.add(Sightings.camera("Gate"), count, 1);
        Database.run("update event set occurred_at = occurred_at - interval '" + days + " days'");
    }
}
