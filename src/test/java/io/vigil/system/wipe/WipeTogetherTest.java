package io.vigil.system.wipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import java.time.Duration;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.OtherHand;
import io.vigil.testsupport.Sightings;
import io.vigil.testsupport.StoredEvents;

/** A wipe beside other work, and beside others who remove the same. */
@QuarkusTest
class WipeTogetherTest {

    private static final String CONFIRMED = "/api/v1/system/data?confirm=delete-all-events";
    private static final Duration LONG = Duration.ofSeconds(30);

    @Inject
    Wipe wipe;

    @ParameterizedTest
    @ValueSource(strings = { "backup", "restore" })
    void waits_for_what_needs_the_events(String work) {
        StoredEvents.add(Sightings.camera("Gate"), 5, 1);
        running(work, "now()", "now() + interval '1 minute'");

        Api.admin().delete(CONFIRMED).then().statusCode(409).body("detail", containsString(work));

        assertThat(StoredEvents.ids()).hasSize(5);
    }

    @Test
    void changes_nothing_while_it_is_refused() {
        StoredEvents.add(Sightings.camera("Gate"), 5, 1);
        Database.run("update event set created_at = now() + interval '1 day'");
        List<String> before = Database.column("select id || ' ' || created_at from event order by id");
        running("restore", "now()", "now() + interval '1 minute'");

        Api.admin().delete(CONFIRMED).then().statusCode(409);

        assertThat(Database.column("select id || ' ' || created_at from event order by id")).isEqualTo(before);
    }

    @Test
    void takes_away_more_than_a_page_of_what_a_clock_that_was_ahead_wrote() {
        StoredEvents.add(Sightings.camera("Gate"), 1_100, 1);
        Database.run("update event set created_at = now() + interval '1 day'");

        wipe.wipe(LONG);

        assertThat(StoredEvents.ids()).isEmpty();
        assertThat(Database.column("select done || ' ' || state from progress")).containsExactly("1100 completed");
    }

    @ParameterizedTest
    @ValueSource(strings = { "now() + interval '1 minute'", "now() - interval '1 second'" })
    void a_backup_and_a_restore_wait_for_it_even_if_its_process_died(String leaseUntil) {
        running("wipe", "now()", leaseUntil);

        Api.admin().noContentType().post("/api/v1/system/backup").then().statusCode(409).body("detail", containsString("wipe"));
        Api.admin().multiPart("file", "backup.zip", new byte[] { 1 }).post("/api/v1/system/restore").then().statusCode(409)
                .body("detail", containsString("wipe"));

        assertThat(Database.column("select work from progress")).containsExactly("wipe");
    }

    @Test
    void is_not_gone_on_with_while_a_restore_is_under_way() {
        StoredEvents.add(Sightings.camera("Gate"), 5, 1);
        running("wipe", "now()", "now() - interval '1 second'");
        running("restore", "now()", "now() + interval '1 minute'");

        wipe.tick();

        assertThat(StoredEvents.ids()).hasSize(5);
    }

    @Test
    void takes_the_events_away_from_a_purge() {
        StoredEvents.add(Sightings.camera("Gate"), 5, 1);
        running("purge", "now()", "now() + interval '1 minute'");

        Api.admin().delete(CONFIRMED).then().statusCode(200).body("deleted_count", equalTo(5));

        assertThat(Database.count("select count(*) from progress where work = 'purge' and lease_until <= now()")).isOne();
    }

    @Test
    void goes_on_behind_events_that_went_by_another_hand() {
        StoredEvents.add(Sightings.camera("Gate"), 1_100, 1);
        String oldest = StoredEvents.ids().get(0);

        OtherHand.commits("delete from event where id = '" + oldest + "'", () -> wipe.wipe(LONG));

        assertThat(StoredEvents.ids()).isEmpty();
        assertThat(Database.column("select done || ' ' || state from progress")).containsExactly("1099 completed");
    }

    @Test
    void goes_on_behind_rows_that_went_by_another_hand() {
        Database.run("""
                insert into ai_usage (id, at, provider, model, kind, input_tokens, output_tokens, cost, counted)
                select gen_random_uuid(), now() - n * interval '1 s', 'openai', 'x', 'vision', 1, 1, 0.1, true
                from generate_series(1, 700) n""");

        OtherHand.commits("delete from ai_usage where at = (select min(at) from ai_usage)", () -> wipe.wipe(LONG));

        assertThat(Database.count("select count(*) from ai_usage")).isZero();
    }

    @Test
    void an_event_that_cannot_go_holds_up_no_other_and_is_told() {
        StoredEvents.add(Sightings.camera("Gate"), 600, 1);
        String oldest = StoredEvents.ids().get(0);

        OtherHand.refusesToDelete("old.id = '" + oldest + "'", () -> {
            assertThat(wipe.wipe(LONG).state()).isEqualTo("running");
            MovableClock.forward(Duration.ofMinutes(3));
            wipe.tick();
        });

        assertThat(StoredEvents.ids()).containsExactly(oldest);
        Api.admin().get("/api/v1/system/progress").then().body("data[0].state", equalTo("failed"))
                .body("data[0].done", equalTo(599)).body("data[0].error", startsWith("1 could not be removed"));
    }

    @Test
    void is_given_up_where_nothing_can_go() {
        StoredEvents.add(Sightings.camera("Gate"), 30, 1);

        OtherHand.refusesToDelete("true", () -> {
            for (int i = 0; i < 7; i++) {
                if (i == 0) {
                    wipe.wipe(Duration.ZERO);
                }
                MovableClock.forward(Duration.ofMinutes(3));
                wipe.tick();
            }
        });

        assertThat(StoredEvents.ids()).hasSize(30);
        Api.admin().get("/api/v1/system/progress").then().body("data[0].state", equalTo("failed"))
                .body("data[0].error", containsString("got no further"));
    }

    @Test
    void a_second_one_joins_the_first() {
        StoredEvents.add(Sightings.camera("Gate"), 5, 1);
        running("wipe", "now()", "now() + interval '1 minute'");

        Api.admin().delete(CONFIRMED).then().statusCode(202).body("success", equalTo(true))
                .body("deleted_count", equalTo(0)).body("progress.state", equalTo("running"));

        assertThat(StoredEvents.ids()).hasSize(5);
    }

    private static void running(String work, String startedAt, String leaseUntil) {
        Database.run("""
                insert into progress (id, work, state, done, started_at, updated_at, lease, lease_until)
                values (gen_random_uuid(), '%s', 'running', 0, %s, now(), gen_random_uuid(), %s)""".formatted(work, startedAt,
                leaseUntil));
    }
}
