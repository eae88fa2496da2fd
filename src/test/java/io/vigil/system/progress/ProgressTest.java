package io.vigil.system.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.nullValue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;

@QuarkusTest
class ProgressTest {

    private static final String PATH = "/api/v1/system/progress";

    @Inject
    Clock clock;

    @Test
    void one_of_each_work_is_under_way_at_a_time() {
        Claim wipe = begin(Work.WIPE, 10L).orElseThrow();

        assertThat(begin(Work.WIPE, 10L)).isEmpty();
        assertThat(begin(Work.PURGE, 10L)).isPresent();

        SessionContext.run("progress-test.complete", db -> ProgressRows.complete(db, wipe, clock.instant()));
        assertThat(begin(Work.WIPE, 10L)).isPresent();
    }

    @Test
    void nobody_takes_over_from_one_who_is_at_it() {
        Claim wipe = begin(Work.WIPE, 10L).orElseThrow();
        MovableClock.forward(Duration.ofSeconds(100));
        advance(wipe, 1);
        MovableClock.forward(Duration.ofSeconds(100));

        assertThat(resume(Work.WIPE)).isEmpty();
    }

    @Test
    void another_goes_on_from_one_who_died_and_undoes_what_that_one_does_late() {
        Claim dead = begin(Work.WIPE, 10L).orElseThrow();
        advance(dead, 4);
        MovableClock.forward(Duration.ofMinutes(3));

        Claim next = resume(Work.WIPE).orElseThrow();

        assertThat(next.id()).isEqualTo(dead.id());
        assertThat(next.done()).isEqualTo(4);
        assertThatThrownBy(() -> advance(dead, 1)).isInstanceOf(ClaimLost.class);
        advance(next, 1);
        assertThat(Database.value("select done from progress")).isEqualTo("5");
    }

    @Test
    void what_is_let_go_is_taken_up_at_once() {
        Claim wipe = begin(Work.WIPE, 10L).orElseThrow();

        SessionContext.run("progress-test.release", db -> ProgressRows.release(db, wipe, clock.instant()));

        assertThat(resume(Work.WIPE)).isPresent();
    }

    @Test
    void tells_administrators_the_latest_of_each() {
        Claim wipe = begin(Work.WIPE, 10L).orElseThrow();
        SessionContext.run("progress-test.fail", db -> ProgressRows.fail(db, wipe, "No room", clock.instant()));
        MovableClock.forward(Duration.ofSeconds(1));
        advance(begin(Work.WIPE, 8L).orElseThrow(), 2);
        advance(begin(Work.PURGE, null).orElseThrow(), 3);

        Api.admin().get(PATH).then().statusCode(200).body("data", hasSize(2))
                .body("data.work", contains("purge", "wipe")).body("data[0].total", nullValue())
                .body("data[0].percent", nullValue()).body("data[0].done", equalTo(3))
                .body("data[1].state", equalTo("running")).body("data[1].step", equalTo("things"))
                .body("data[1].percent", equalTo(25.0f));
        Api.user().get(PATH).then().statusCode(403);
    }

    @Test
    void tells_rate_and_time_left() {
        Instant began = Instant.parse("2026-03-01T10:00:00Z");
        ProgressView view = ProgressView.of(new ProgressView.Row(new UUID(0, 1), "wipe", "running", "events", 500, 2_000L,
                began, began.plusSeconds(10), null, null, began, 0), began.plusSeconds(10));

        assertThat(view.perSecond()).isEqualTo(50);
        assertThat(view.secondsLeft()).isEqualTo(30);
        assertThat(view.percent()).isEqualTo(25);
    }

    @Test
    void time_in_which_nobody_was_at_it_does_not_count() {
        advance(begin(Work.WIPE, 1_000L).orElseThrow(), 400);
        MovableClock.forward(Duration.ofHours(5));
        Claim next = resume(Work.WIPE).orElseThrow();
        Api.admin().get(PATH).then().body("data[0].seconds_left", nullValue());

        advance(next, 100);
        MovableClock.forward(Duration.ofSeconds(100));

        Api.admin().get(PATH).then().body("data[0].done", equalTo(500)).body("data[0].per_second", equalTo(1.0f))
                .body("data[0].seconds_left", lessThan(600));
    }

    @Test
    void what_gets_no_further_however_often_it_is_taken_over_has_failed() {
        begin(Work.WIPE, 10L).orElseThrow();
        for (int i = 0; i < 5; i++) {
            MovableClock.forward(Duration.ofMinutes(3));
            advance(resume(Work.WIPE).orElseThrow(), 0);
        }
        MovableClock.forward(Duration.ofMinutes(3));

        assertThat(resume(Work.WIPE)).isEmpty();

        Api.admin().get(PATH).then().body("data[0].state", equalTo("failed"))
                .body("data[0].error", containsString("5 times"));
        assertThat(begin(Work.WIPE, 10L)).isPresent();
    }

    @Test
    void what_gets_further_is_taken_over_as_often_as_it_takes() {
        begin(Work.WIPE, 10L).orElseThrow();
        for (int i = 0; i < 12; i++) {
            MovableClock.forward(Duration.ofMinutes(3));
            Claim claim = resume(Work.WIPE).orElseThrow();
            boolean isCounted = i % 2 == 0;
            advance(claim, isCounted ? 1 : 0);
            SessionContext.run("progress-test.further", db -> ProgressRows.gotFurther(db, claim));
        }
        MovableClock.forward(Duration.ofMinutes(3));

        assertThat(resume(Work.WIPE)).isPresent();
    }

    @Test
    void what_is_taken_away_undoes_what_its_holder_does_and_waits_for_another() {
        Claim purge = begin(Work.PURGE, 10L).orElseThrow();

        SessionContext.run("progress-test.take-away", db -> ProgressRows.takeAway(db, Work.PURGE, clock.instant()));

        assertThatThrownBy(() -> advance(purge, 1)).isInstanceOf(ClaimLost.class);
        assertThat(resume(Work.PURGE)).isPresent();
    }

    @Test
    void nobody_waits_for_a_lease_from_before_the_clock_was_set_back() {
        begin(Work.WIPE, 10L).orElseThrow();

        MovableClock.forward(Duration.ofDays(-1));

        assertThat(resume(Work.WIPE)).isPresent();
    }

    @Test
    void the_latest_is_not_one_from_before_the_clock_was_set_back() {
        Claim ahead = begin(Work.WIPE, 1L).orElseThrow();
        SessionContext.run("progress-test.complete-ahead", db -> ProgressRows.complete(db, ahead, clock.instant()));
        MovableClock.forward(Duration.ofDays(-1));

        Claim now = begin(Work.WIPE, 2L).orElseThrow();
        Api.admin().get(PATH).then().body("data[0].id", equalTo(now.id().toString()));
        SessionContext.run("progress-test.complete-now", db -> ProgressRows.complete(db, now, clock.instant()));

        Api.admin().get(PATH).then().body("data[0].id", equalTo(now.id().toString()));
    }

    @ParameterizedTest
    @EnumSource(value = Work.class, names = { "BACKUP", "RESTORE", "WIPE" })
    void of_those_that_exclude_each_other_it_tells_which_is_under_way(Work work) {
        assertThat(underWay()).isEmpty();
        begin(work, 10L).orElseThrow();

        assertThat(underWay()).contains(work);
        MovableClock.forward(Duration.ofMinutes(3));

        assertThat(underWay()).isEqualTo(Optional.of(work).filter(goneOnWith -> goneOnWith == Work.WIPE));
    }

    private Optional<Work> underWay() {
        return SessionContext.call("progress-test.under-way", db -> Exclusion.underWay(db, clock.instant()));
    }

    @Test
    void is_not_over_before_its_end_however_much_is_done() {
        Instant began = Instant.parse("2026-03-01T10:00:00Z");
        ProgressView view = ProgressView.of(new ProgressView.Row(new UUID(0, 1), "wipe", "running", "events", 30, 20L, began,
                began, null, null, began, 0), began);

        assertThat(view.percent()).isEqualTo(99.9);
        assertThat(view.secondsLeft()).isZero();
    }

    private Optional<Claim> begin(Work work, Long total) {
        return SessionContext.call("progress-test.begin", db -> ProgressRows.begin(db, work, total, clock.instant()));
    }

    private Optional<Claim> resume(Work work) {
        return SessionContext.call("progress-test.resume", db -> ProgressRows.resume(db, work, clock.instant()));
    }

    private void advance(Claim claim, int more) {
        SessionContext.run("progress-test.advance", db -> ProgressRows.advance(db, claim, "things", more, clock.instant()));
    }
}
