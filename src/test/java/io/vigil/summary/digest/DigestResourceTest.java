package io.vigil.summary.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.delivery.Outcome;
import io.vigil.delivery.PlainStub;
import io.vigil.delivery.StubChannel;
import io.vigil.summary.Digests;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;

/** Digests over HTTP: what there are, how the schedule goes, and one that somebody asks for. */
@QuarkusTest
class DigestResourceTest {

    private static final String PATH = "/api/v1/digests";

    @Inject
    Digests digests;

    @Inject
    PlainStub receiver;

    @BeforeEach
    void a_day_in_january() {
        digests.set("timezone", "Europe/Berlin");
        digests.at("2027-01-10T18:00:00Z");
    }

    @AfterEach
    void nothing_is_being_written() {
        digests.awaitDone();
        receiver.reset();
    }

    @Test
    void before_the_first_run_it_says_so() {
        digests.status().body("enabled", equalTo(true)).body("schedule_time", equalTo("06:00")).body("last_run", nullValue())
                .body("last_status", equalTo("never_run")).body("last_error", nullValue())
                .body("next_run", equalTo("2027-01-11T05:00:00.000Z"));
        Api.user().get(PATH).then().statusCode(200).body("digests", empty()).body("total", equalTo(0));
    }

    @Test
    void a_digest_tells_what_it_is_about_and_whom_it_reached() {
        digests.tick();
        digests.tickAt("2027-01-11T05:00:00Z");

        String id = Api.user().get(PATH).then().statusCode(200).body("total", equalTo(1)).body("digests", hasSize(1))
                .extract().path("digests[0].id");
        Api.key("read:events").get(PATH + "/" + id).then().statusCode(200)
                .body("summary_text", equalTo(Database.value("select summary_text from summary")))
                .body("period_start", equalTo("2027-01-09T23:00:00.000Z"))
                .body("period_end", equalTo("2027-01-10T23:00:00.000Z")).body("event_count", equalTo(0))
                .body("digest_type", equalTo("daily")).body("ai_cost", equalTo(0.0f)).body("provider_used", nullValue())
                .body("delivery_status.success", equalTo(true))
                .body("delivery_status.channels_attempted", contains("in_app"))
                .body("delivery_status.channels_succeeded", contains("in_app"))
                .body("delivery_status.errors.size()", equalTo(0));
        Api.user().get("/api/v1/system-notifications?notification_type=digest").then().statusCode(200)
                .body("data[0].title", equalTo("Digest of Sunday, 10 January 2027"))
                .body("data[0].extra_data.digest_id", equalTo(id));
        Api.user().get(PATH + "/" + UUID.randomUUID()).then().statusCode(404);
        Api.user().get(PATH + "/x").then().statusCode(422);
    }

    @Test
    void a_channel_that_reaches_nobody_says_why() {
        receiver.recipients("a");
        receiver.answer(outgoing -> StubChannel.says(new Outcome.Refused("no such box")));

        String id = digests.trigger("{}").statusCode(200).extract().path("digest.id");
        digests.awaitDone();

        Api.user().get(PATH + "/" + id).then().body("delivery_status.success", equalTo(true))
                .body("delivery_status.channels_attempted", contains("in_app", "plain"))
                .body("delivery_status.channels_succeeded", contains("in_app"))
                .body("delivery_status.errors.plain", equalTo("no such box"));
    }

    @Test
    void the_list_is_filtered_by_type_and_paged() {
        digests.trigger("{}").statusCode(200);
        digests.trigger("{\"date\":\"2027-01-08\"}").statusCode(200);
        digests.trigger("{\"date\":\"2027-01-10\"}").statusCode(200);

        Api.user().get(PATH + "?limit=1&offset=1").then().body("total", equalTo(3)).body("digests", hasSize(1))
                .body("digests[0].period_end", equalTo("2027-01-08T23:00:00.000Z"));
        Api.user().get(PATH + "?digest_type=daily").then().body("total", equalTo(2)).body("digests", hasSize(2));
        Api.user().get(PATH + "?digest_type=manual").then().body("total", equalTo(1));
        Api.user().get(PATH + "?digest_type=weekly").then().body("total", equalTo(0));
        Api.user().get(PATH + "?digest_type=hourly").then().statusCode(422);
        Api.user().get(PATH + "?limit=101").then().statusCode(422);
        Api.user().get(PATH + "?offset=-1").then().statusCode(422);
    }

    @Test
    void whoever_asks_for_a_day_gets_the_one_that_the_schedule_would_make() {
        digests.tick();
        digests.at("2027-01-11T00:30:00Z");

        digests.trigger("").statusCode(200).body("skipped", equalTo(false)).body("digest.digest_type", equalTo("daily"))
                .body("digest.period_start", equalTo("2027-01-09T23:00:00.000Z"));
        String id = digests.trigger("{\"date\":\"2027-01-10\"}").statusCode(200).body("skipped", equalTo(true))
                .extract().path("digest.id");
        digests.tickAt("2027-01-11T05:00:00Z");

        assertThat(Database.column("select id from summary")).containsExactly(id);
        digests.status().body("last_status", equalTo("success")).body("next_run", equalTo("2027-01-12T05:00:00.000Z"));
        digests.assertOneOfEach();
    }

    @Test
    void what_has_happened_today_is_in_the_way_of_no_whole_day() {
        digests.tick();
        digests.trigger("{\"date\":\"2027-01-10\"}").statusCode(200).body("skipped", equalTo(false))
                .body("digest.digest_type", equalTo("manual"))
                .body("digest.period_start", equalTo("2027-01-09T23:00:00.000Z"));
        digests.at("2027-01-10T20:00:00Z");
        digests.trigger("{\"date\":\"2027-01-10\"}").statusCode(200).body("skipped", equalTo(false));

        digests.tickAt("2027-01-11T05:00:00Z");

        assertThat(Database.column("""
                select digest_type || ' ' || round(extract(epoch from period_end - period_start) / 3600)
                from summary order by generated_at""")).containsExactly("manual 19", "manual 21", "daily 24");
        digests.awaitDone();
        digests.assertOneOfEach();
    }

    @Test
    void two_hundred_who_ask_at_once_get_the_same_one() {
        Api.admin();
        ExecutorService threads = Executors.newFixedThreadPool(16);

        List<CompletableFuture<String>> all = IntStream.range(0, 200).mapToObj(i -> CompletableFuture.supplyAsync(
                () -> digests.trigger("{}").statusCode(200).extract().path("digest.id").toString(), threads)).toList();
        List<String> ids = all.stream().map(CompletableFuture::join).distinct().toList();
        threads.shutdown();

        assertThat(Database.column("select id from summary")).isEqualTo(ids).hasSize(1);
        digests.awaitDone();
        digests.assertOneOfEach();
    }

    @Test
    void one_that_cannot_be_written_is_no_success() {
        Database.run("alter table event rename to event_away");
        try {
            digests.trigger("{}").statusCode(502);
            digests.trigger("{\"date\":\"2027-01-10\"}").statusCode(502);
        } finally {
            Database.run("alter table event_away rename to event");
        }
        assertThat(digests.written()).isEmpty();
        digests.status().body("last_status", equalTo("error"));

        digests.trigger("{}").statusCode(200).body("skipped", equalTo(false));

        assertThat(digests.written()).containsExactly("daily 2027-01-09 24 h");
    }

    @Test
    void one_that_was_deleted_is_written_again_when_somebody_asks() {
        digests.trigger("{}").statusCode(200);
        Database.run("delete from summary");

        digests.trigger("{}").statusCode(200).body("skipped", equalTo(false));

        assertThat(digests.written()).hasSize(1);
    }

    @Test
    void of_a_day_whose_events_are_no_longer_kept_there_is_the_one_that_was_written_in_time_or_none() {
        digests.set("retention_days", 7);
        String id = digests.trigger("{\"date\":\"2027-01-09\"}").statusCode(200).extract().path("digest.id");
        digests.awaitDone();

        digests.at("2027-01-18T18:00:00Z");

        digests.trigger("{\"date\":\"2027-01-09\"}").statusCode(200).body("skipped", equalTo(true))
                .body("digest.id", equalTo(id));
        digests.trigger("{\"date\":\"2027-01-10\"}").statusCode(400).contentType("application/problem+json")
                .body("code", equalTo("bad_date"));
        digests.trigger("{\"date\":\"2027-01-11\"}").statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = { "2027-01-11", "2027-13-01", "yesterday", "", "1969-12-31", "2027-01-09T00:00:00Z" })
    void a_day_to_come_and_what_is_no_day_is_refused(String date) {
        digests.trigger("{\"date\":\"" + date + "\"}").statusCode(400).contentType("application/problem+json")
                .body("code", equalTo("bad_date"));
    }

    @Test
    void only_administrators_ask_for_one() {
        Api.user().contentType("application/json").body("{}").post(PATH + "/trigger").then().statusCode(403);
        Api.key("read:events").get(PATH + "/status").then().statusCode(200);
        Api.key("write:events").get(PATH).then().statusCode(403);
    }
}
