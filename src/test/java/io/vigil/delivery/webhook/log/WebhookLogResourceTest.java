package io.vigil.delivery.webhook.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.vigil.delivery.Telling;
import io.vigil.delivery.webhook.HookStub;
import io.vigil.delivery.webhook.Hooks;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;

/** Administrators see what became of posts, as a list and as a file, and have one sent again. */
@QuarkusTest
class WebhookLogResourceTest {

    private static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);
    private static final String RULE = "0197f9a4-0000-7000-8000-00000000000a";
    private static final String OTHER = "0197f9a4-0000-7000-8000-00000000000b";
    private static final String HEADER = "ID,Timestamp,Rule ID,Rule Name,Event ID,URL,Status Code,Response Time (ms),"
            + "Retry Count,Success,Error Message";

    @Inject
    Telling telling;

    @Inject
    LogKeeping keeping;

    @AfterEach
    void done() {
        telling.awaitDone();
    }

    @Test
    void the_list_is_filtered_and_newest_first() {
        row(3, RULE, "Old", true);
        row(2, RULE, "Bad", false);
        row(1, OTHER, "Other", true);

        list("").body("total_count", equalTo(3)).body("data.rule_name", contains("Other", "Bad", "Old"))
                .body("data[0].alert_rule_id", equalTo(OTHER)).body("data[1].error_message", equalTo("no"))
                .body("data[1].created_at", equalTo(day(2) + "T10:00:00.000Z")).body("data[1].status_code", equalTo(500));
        list("rule_id=" + RULE).body("data.rule_name", contains("Bad", "Old"));
        list("success=false").body("data.rule_name", contains("Bad"));
        list("success=true&rule_id=" + RULE).body("data.rule_name", contains("Old"));
        list("start_date=" + day(2)).body("data.rule_name", contains("Other", "Bad"));
        list("end_date=" + day(2) + "T10:00:00Z").body("data.rule_name", contains("Bad", "Old"));
        list("start_date=" + day(2) + "&end_date=" + day(1)).body("data.rule_name", contains("Bad"));
        list("limit=1&offset=1").body("data.rule_name", contains("Bad")).body("total_count", equalTo(3));
        list("rule_id=" + UUID.randomUUID()).body("data", empty()).body("total_count", equalTo(0));
        for (String wrong : List.of("limit=201", "limit=0", "receiver_id=1", "offset=-1", "success=maybe", "rule_id=1",
                "start_date=soon")) {
            Api.admin().get("/api/v1/webhooks/logs?" + wrong).then().statusCode(422);
        }
    }

    @Test
    void the_file_has_all_that_match_and_no_formula() {
        row(3, RULE, "=HYPERLINK(\"http://evil.example\",\"x\")", true);
        row(2, RULE, "Two\nlines, and a comma", false);
        row(1, OTHER, "@SUM(A1)", true);

        Response answer = Api.admin().get("/api/v1/webhooks/logs/export");

        answer.then().statusCode(200).contentType(containsString("text/csv"));
        assertThat(answer.header("Content-Disposition")).matches("attachment; filename=\"webhook_logs_\\d{8}_\\d{6}\\.csv\"");
        String[] lines = answer.asString().split("\r\n");
        assertThat(lines).hasSize(4);
        assertThat(lines[0]).isEqualTo(HEADER);
        assertThat(lines[1]).contains("," + day(1) + "T10:00:00.000Z," + OTHER + ",'@SUM(A1),").endsWith(",204,12,0,Yes,");
        assertThat(lines[2]).contains("," + RULE + ",\"Two\nlines, and a comma\",").endsWith(",500,12,0,No,no");
        assertThat(lines[3]).contains(",\"'=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")\",");
        assertThat(Api.admin().get("/api/v1/webhooks/logs/export?success=false").asString().split("\r\n")).hasSize(2);
    }

    @Test
    void an_empty_file_has_its_first_line() {
        assertThat(Api.admin().get("/api/v1/webhooks/logs/export").asString()).isEqualTo(HEADER + "\r\n");
    }

    @Test
    void a_long_file_comes_whole_page_by_page() {
        Database.run("""
                insert into webhook_log (sent_as, notice_key, recipient, url, status_code, response_time_ms, retry_count,
                    success, created_at, tried_at)
                select gen_random_uuid(), 'event:' || n, 'rule:a', 'https://a.example/', 204, 1, 0, true,
                    now() - interval '1 second' * (n / 7), now() from generate_series(1, 2000) n""");

        String[] lines = Api.admin().get("/api/v1/webhooks/logs/export").asString().split("\r\n");

        assertThat(lines).hasSize(2001);
        assertThat(new HashSet<>(Arrays.asList(lines))).hasSize(2001);
        Api.admin().get("/api/v1/webhooks/logs?limit=200&offset=1900").then().body("data", hasSize(100));
    }

    @Test
    void a_list_of_more_than_ten_thousand_is_paged_to_its_end() {
        Database.run("""
                insert into webhook_log (sent_as, notice_key, recipient, url, status_code, response_time_ms, retry_count,
                    success, created_at, tried_at)
                select gen_random_uuid(), 'event:' || n, 'rule:a', 'https://a.example/', 204, 1, 0, true, now(), now()
                from generate_series(1, 10003) n""");

        list("limit=1").body("data", hasSize(1)).body("total_count", equalTo(10_001));
        list("limit=1&offset=10000").body("data", hasSize(1)).body("total_count", equalTo(10_002));
        list("limit=1&offset=10002").body("data", hasSize(1)).body("total_count", equalTo(10_003));
    }

    @Test
    void one_that_was_given_up_is_sent_again_under_its_id() {
        try (HookStub stub = new HookStub()) {
            String posts = "receiver_id=" + Hooks.receiver(Map.of("name", "a", "url", stub.url("/hook"), "subjects",
                    List.of("system")));
            stub.answer("/hook", 404);
            telling.tell("system:1", "Something");
            telling.awaitDone();
            list("").body("total_count", equalTo(0));
            int id = list(posts).body("data[0].alert_rule_id", nullValue()).extract().path("data[0].id");

            retry(id).statusCode(202).body("id", equalTo(id));
            telling.awaitDone();

            assertThat(stub.received("/hook")).hasSize(2).extracting(post -> post.header("webhook-id"))
                    .containsOnly(stub.received("/hook").get(0).header("webhook-id"));
            list(posts).body("total_count", equalTo(1)).body("data[0].success", equalTo(true))
                    .body("data[0].retry_count", equalTo(1));
            retry(id).statusCode(409).body("detail", containsString("delivered"));
            Database.run("delete from notice");
            retry(id).statusCode(409);
            retry(id + 1).statusCode(404);
            Api.admin().post("/api/v1/webhooks/logs/x/retry").then().statusCode(422);
        }
    }

    @Test
    void what_is_as_old_as_notices_may_become_is_forgotten() {
        row(29, RULE, "Old", true);
        Database.run("insert into webhook_rate (recipient, slot, posts) values ('rule:a', now() - interval '1 day', 1)");
        Database.run("insert into webhook_rate (recipient, slot, posts) values ('rule:a', now() - interval '1 minute', 1)");

        keeping.purge();
        list("").body("total_count", equalTo(1));
        assertThat(Database.count("select count(*) from webhook_rate")).isEqualTo(1);

        MovableClock.forward(Duration.ofDays(2));
        keeping.purge();
        list("").body("total_count", equalTo(0));
    }

    @Test
    void the_log_is_for_administrators() {
        Api.user().get("/api/v1/webhooks/logs").then().statusCode(403);
        Api.user().get("/api/v1/webhooks/logs/export").then().statusCode(403);
        Api.user().post("/api/v1/webhooks/logs/1/retry").then().statusCode(403);
    }

    /** At ten o'clock of that day. */
    private static void row(int daysAgo, String rule, String name, boolean success) {
        String at = day(daysAgo) + "T10:00:00Z";
        Database.run("""
                insert into webhook_log (sent_as, notice_key, recipient, alert_rule_id, rule_name, url, status_code,
                    response_time_ms, retry_count, success, error_message, created_at, tried_at)
                values (gen_random_uuid(), 'event:a', 'rule:a', %s, '%s', 'https://a.example/', %s, 12, 0, %s, %s, '%s', '%s')
                """.formatted(rule == null ? "null" : "'" + rule + "'", name, success ? 204 : 500, success,
                success ? "null" : "'no'", at, at));
    }

    private static LocalDate day(int daysAgo) {
        return TODAY.minusDays(daysAgo);
    }

    private static ValidatableResponse list(String query) {
        return Api.admin().get("/api/v1/webhooks/logs" + (query.isEmpty() ? "" : "?" + query)).then().statusCode(200);
    }

    private static ValidatableResponse retry(int id) {
        return Api.admin().post("/api/v1/webhooks/logs/" + id + "/retry").then();
    }
}
