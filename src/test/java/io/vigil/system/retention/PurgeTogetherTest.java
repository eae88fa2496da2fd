package io.vigil.system.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.event.removal.OldEvents.Which;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.settings.Settings;
import io.vigil.system.backup.work.BackupWork;
import io.vigil.system.backup.work.Lease;
import io.vigil.system.progress.Claim;
import io.vigil.system.progress.ClaimLost;
import io.vigil.system.progress.ProgressRows;
import io.vigil.system.progress.Work;
import io.vigil.system.removal.EventPages;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.HeardLog;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.OtherHand;
import io.vigil.testsupport.Sightings;
import io.vigil.testsupport.StoredEvents;

/** A purge beside backups, restores, wipes and others who remove events. */
@QuarkusTest
class PurgeTogetherTest {

    @Inject
    RetentionJob job;

    @Inject
    EventPages pages;

    @Inject
    BackupWork work;

    @Inject
    Settings household;

    @Inject
    Clock clock;

    @BeforeEach
    void a_night_with_old_events() {
        Database.run("insert into retention_run (id, ran_at) values (1, now())");
        MovableClock.forward(Duration.ofDays(1));
        StoredEvents.add(Sightings.camera("Gate"), 1_100, 1);
        Database.run("update event set occurred_at = occurred_at - interval '100 days'");
    }

    @ParameterizedTest
    @EnumSource(value = Work.class, names = { "BACKUP", "RESTORE" })
    void stops_before_its_next_page_when_one_begins_and_goes_on_afterwards(Work other) {
        Claim purge = SessionContext.call("purge-test.begin",
                db -> ProgressRows.begin(db, Work.PURGE, 1_100L, clock.instant())).orElseThrow();
        page(purge);

        try (Lease lease = work.take(other, () -> {
        }).orElseThrow()) {
            assertThatThrownBy(() -> page(purge)).isInstanceOf(ClaimLost.class);
            job.tick();
            assertThat(StoredEvents.ids()).hasSize(600);
            lease.succeed();
        }
        job.tick();

        assertThat(StoredEvents.ids()).isEmpty();
        assertThat(purges()).containsExactly("1100 completed");
    }

    private void page(Claim purge) {
        pages.remove(purge, "events", Which.old(clock.instant()), Budget.BACKGROUND);
    }

    @ParameterizedTest
    @ValueSource(strings = { "backup', now() + interval '1 day 1 minute'", "restore', now() + interval '1 day 1 minute'",
            "wipe', now() + interval '1 day 1 minute'", "wipe', now()" })
    void does_not_begin_beside_one(String other) {
        Database.run("""
                insert into progress (state, done, started_at, updated_at, id, lease, work, lease_until)
                values ('running', 0, now(), now(), gen_random_uuid(), gen_random_uuid(), '%s)""".formatted(other));

        job.tick();

        assertThat(StoredEvents.ids()).hasSize(1_100);
        assertThat(purges()).isEmpty();
    }

    @Test
    void goes_on_behind_events_that_went_by_another_hand() {
        String oldest = StoredEvents.ids().get(0);

        OtherHand.commits("delete from event where id = '" + oldest + "'", job::tick);

        assertThat(StoredEvents.ids()).isEmpty();
        assertThat(purges()).containsExactly("1099 completed");
    }

    @Test
    void goes_on_behind_clips_that_went_by_another_hand() {
        Database.run("update event set occurred_at = now() - interval '20 days', clip = gen_random_uuid() || '.mp4'");
        household.change(Map.of("video_retention_days", 7));
        String first = Database.value("select id from event order by occurred_at, id limit 1");

        OtherHand.commits("update event set clip = null where id = '" + first + "'", job::tick);

        assertThat(Database.count("select count(*) from event where clip is not null")).isZero();
        assertThat(purges()).containsExactly("1099 completed");
    }

    @Test
    void an_event_that_cannot_go_holds_up_no_other_and_is_told() {
        List<String> ids = StoredEvents.ids();
        String inBothPages = "'" + ids.get(3) + "', '" + ids.get(700) + "'";

        OtherHand.refusesToDelete("old.id in (" + inBothPages + ")", job::tick);

        assertThat(StoredEvents.ids()).containsExactly(ids.get(3), ids.get(700));
        assertThat(purges()).containsExactly("1098 failed");
        assertThat(Database.value("select error from progress")).startsWith("2 could not be removed: ");
    }

    @Test
    void is_given_up_where_nothing_can_go_and_warns_each_time() {
        try (HeardLog log = HeardLog.of(RetentionJob.class)) {
            OtherHand.refusesToDelete("true", () -> {
                for (int i = 0; i < 7; i++) {
                    job.tick();
                    MovableClock.forward(Duration.ofMinutes(5));
                }
            });

            assertThat(log.speakers(Level.WARNING)).containsExactly(RetentionJob.class.getName());
        }
        assertThat(StoredEvents.ids()).hasSize(1_100);
        assertThat(purges()).containsExactly("0 failed");
        assertThat(Database.value("select error from progress")).contains("got no further");
    }

    private static List<String> purges() {
        return Database.column("select done || ' ' || state from progress where work = 'purge'");
    }
}
