package io.vigil.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;

import io.restassured.response.ValidatableResponse;
import io.vigil.delivery.Telling;
import io.vigil.settings.Settings;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;

/** Moves through days, and sees which digests there are. */
@Singleton
public class Digests {

    private final DigestScheduler scheduler;
    private final Telling telling;
    private final Settings settings;
    private final Clock clock;

    Digests(DigestScheduler scheduler, Telling telling, Settings settings, Clock clock) {
        this.scheduler = scheduler;
        this.telling = telling;
        this.settings = settings;
        this.clock = clock;
    }

    /** It is that time now, and nothing happens. */
    public void at(String time) {
        MovableClock.forward(Duration.between(clock.instant(), Instant.parse(time)));
    }

    /** It is that time now, and the schedule looks what is due. */
    public void tickAt(String time) {
        at(time);
        tick();
    }

    /** The schedule looks what is due, and all of it is written and told. */
    public void tick() {
        beginTick();
        awaitDone();
    }

    /** The schedule looks what is due, and nobody waits until that is written. */
    public void beginTick() {
        scheduler.tick();
    }

    /** Waits until none is being written or told any more. */
    public void awaitDone() {
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10)).until(scheduler::isIdle);
        telling.awaitDone();
    }

    /** The household wants it so. */
    public void set(String key, Object value) {
        settings.change(Map.of(key, value));
    }

    /** Those that there are, the oldest first: type, period, and how many hours it has. */
    public List<String> written() {
        return Database.column("""
                select digest_type || ' ' || digest_period || ' '
                    || round(extract(epoch from period_end - period_start) / 3600) || ' h'
                from summary where digest_type is not null order by period_end, digest_type""");
    }

    /** How far they have come, the oldest first: type, period, state. */
    public List<String> runs() {
        return Database.column("select type || ' ' || period || ' ' || state from digest_run order by due_at, type");
    }

    /** As much time has really passed as whoever waits wants to wait. */
    public void waitsAreOver() {
        Database.run("update digest_run set wait_until = now() where wait_until is not null");
    }

    /** What was told, the oldest first. */
    public List<String> told() {
        return Database.column("""
                select n.key || ' ' || count(d.id) filter (where d.state = 'delivered')
                from notice n left join delivery d on d.notice_id = n.id and d.channel = 'in_app'
                where n.key like 'digest:%' group by n.id, n.key, n.created_at order by n.created_at, n.key""");
    }

    /** Asks for one. */
    public ValidatableResponse trigger(String body) {
        return Api.admin().contentType("application/json").body(body).post("/api/v1/digests/trigger").then();
    }

    /** How the schedule says that it goes. */
    public ValidatableResponse status() {
        return Api.user().get("/api/v1/digests/status").then().statusCode(200);
    }

    /** There is one of each key, and everybody was told of it. */
    public void assertOneOfEach() {
        assertThat(written()).doesNotHaveDuplicates();
        assertThat(told()).hasSameSizeAs(written()).allMatch(notice -> notice.endsWith(" 1"));
    }
}
