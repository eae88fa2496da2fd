package io.vigil.delivery.inapp;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vigil.ai.spending.Purse;
import io.vigil.delivery.DeliveryService;
import io.vigil.delivery.Message;
import io.vigil.delivery.Telling;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;

/** What the system has to say is seen by all of the household, until somebody takes it off the list. */
@QuarkusTest
class SystemNotificationResourceTest {

    private static final String PATH = "/api/v1/system-notifications";

    @Inject
    Purse purse;

    @Inject
    Telling telling;

    @Inject
    DeliveryService delivery;

    @Test
    void money_that_runs_short_is_told_with_figures() {
        purse.caps("1", null);
        purse.spend("0.5");
        purse.spend("0.3");
        purse.spend("0.2");
        telling.awaitDone();

        list("?notification_type=cost_alert").body("total_count", equalTo(3)).body("unread_count", equalTo(3))
                .body("data.severity", contains("critical", "warning", "info"))
                .body("data.title", contains("Daily AI budget used up", "Daily AI budget used to 80 %",
                        "Daily AI budget used to 50 %"))
                .body("data[0].notification_type", equalTo("cost_alert")).body("data[0].read", equalTo(false))
                .body("data[0].dismissed", equalTo(false)).body("data[0].action_url", nullValue())
                .body("data[1].message", containsString("0.80 of 1 USD"))
                .body("data[1].extra_data.period", equalTo("daily")).body("data[1].extra_data.threshold", equalTo(80))
                .body("data[1].extra_data.percent", equalTo(80.0f)).body("data[1].extra_data.cap", equalTo(1));
    }

    @Test
    void a_better_text_replaces_the_one_that_is_shown() {
        telling.tell("digest:1", "A quiet day");
        telling.awaitDone();
        telling.tell("digest:1", "A day with one visitor");
        telling.awaitDone();

        list("").body("data.message", contains("A day with one visitor")).body("total_count", equalTo(1));
    }

    @Test
    void how_grave_it_is_says_whoever_tells_it_in_words_that_clients_know() {
        for (String severity : List.of("critical", "catastrophic")) {
            Message plain = Telling.message(severity);
            SessionContext.run("test.tell-gravely", () -> delivery.tell("system:" + severity, new Message(plain.subject(), null,
                    null, null, null, plain.occurredAt(), plain.title(), plain.text(), true, Map.of("severity", severity))));
            telling.awaitDone();
        }

        list("").body("data.message", contains("catastrophic", "critical")).body("data.severity", contains("info", "critical"));
    }

    @Test
    void what_is_read_is_not_counted_and_what_is_dismissed_is_not_listed() {
        three();
        String first = id(0);
        String second = id(1);

        Api.user().patch(PATH + "/" + first + "/read").then().statusCode(200).body("id", equalTo(first))
                .body("read", equalTo(true)).body("dismissed", equalTo(false));
        Api.user().patch(PATH + "/" + second + "/dismiss").then().statusCode(200).body("read", equalTo(true))
                .body("dismissed", equalTo(true));

        list("").body("data", hasSize(2)).body("total_count", equalTo(2)).body("unread_count", equalTo(1));
        list("?read=true").body("data.id", contains(first));
        list("?dismissed=true").body("data.id", contains(second)).body("unread_count", equalTo(1));
        Api.user().patch(PATH + "/" + UUID.randomUUID() + "/read").then().statusCode(404);
    }

    @Test
    void a_better_text_that_comes_while_somebody_reads_the_first_stays() {
        telling.tell("digest:1", "A quiet day");
        telling.awaitDone();
        UUID id = UUID.fromString(id(0));

        SessionContext.run("test.read-slowly", () -> {
            SystemNotification notification = SystemNotification.existing(id);
            Database.run("update system_notification set message = 'A day with one visitor'");
            notification.read = true;
        });

        list("").body("data[0].message", equalTo("A day with one visitor")).body("data[0].read", equalTo(true));
    }

    @Test
    void all_of_a_type_are_read_at_once() {
        three();

        Api.user().patch(PATH + "/mark-all-read?notification_type=cost_alert").then().statusCode(200)
                .body("success", equalTo(true)).body("updated_count", equalTo(0));
        Api.user().patch(PATH + "/mark-all-read?notification_type=system").then().body("updated_count", equalTo(3));

        list("").body("unread_count", equalTo(0));
    }

    @Test
    void one_or_those_that_are_read_or_all_are_forgotten() {
        three();
        String first = id(0);
        Api.user().patch(PATH + "/" + id(1) + "/read").then().statusCode(200);

        Api.user().delete(PATH + "/" + first).then().statusCode(200).body("deleted", equalTo(true)).body("id", equalTo(first));
        Api.user().delete(PATH + "/" + first).then().statusCode(404);
        Api.user().delete(PATH + "?read_only=true").then().statusCode(200).body("deleted", equalTo(true))
                .body("count", equalTo(1));
        Api.user().delete(PATH + "?notification_type=cost_alert").then().body("count", equalTo(0));
        Api.user().delete(PATH).then().body("count", equalTo(1));

        list("").body("total_count", equalTo(0));
    }

    private void three() {
        for (int i = 0; i < 3; i++) {
            telling.tell("digest:" + i, "Day " + i);
            telling.awaitDone();
        }
    }

    private static String id(int index) {
        return list("").extract().path("data[" + index + "].id");
    }

    private static ValidatableResponse list(String query) {
        return Api.user().get(PATH + query).then().statusCode(200);
    }
}
