package io.vigil.summary.http;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vigil.ai.Provider;
import io.vigil.ai.VisionStub;
import io.vigil.ai.VisionStub.Behaviour;
import io.vigil.summary.Models;
import io.vigil.summary.Today;
import io.vigil.testsupport.Api;

/** What people think of a summary. */
@QuarkusTest
class SummaryFeedbackTest {

    private static final String PATH = "/api/v1/summaries";
    private static final String GOOD = "A courier rang in the morning and left a parcel; otherwise it was a quiet day.";
    private static VisionStub stub;

    @Inject
    Models models;

    @Inject
    Today today;

    @BeforeAll
    static void startStub() {
        stub = VisionStub.start();
    }

    @AfterAll
    static void stopStub() {
        stub.close();
    }

    @BeforeEach
    void oneModel() {
        stub.reset();
        stub.otherwise(Behaviour.says(GOOD));
        models.only(stub, Provider.OPENAI);
        today.is("2026-11-26T12:00:00Z");
    }

    @AfterEach
    void noModel() {
        models.none();
    }

    @Test
    void there_is_one_feedback_that_may_change_and_go() {
        String id = generate("{\"hours_back\": 1}").extract().path("id");
        String feedback = PATH + "/" + id + "/feedback";
        Api.user().get(feedback).then().statusCode(404);

        giveFeedback(id, "{\"rating\": \"negative\", \"correction_text\": \"It was the neighbour\"}").statusCode(201)
                .body("summary_id", equalTo(id)).body("rating", equalTo("negative"))
                .body("correction_text", equalTo("It was the neighbour")).body("updated_at", nullValue());
        giveFeedback(id, "{\"rating\": \"positive\"}").statusCode(409);

        json().body("{\"rating\": \"positive\"}").put(feedback).then().statusCode(200).body("rating", equalTo("positive"))
                .body("correction_text", equalTo("It was the neighbour")).body("updated_at", not(nullValue()));
        json().body("{\"correction_text\": \"\"}").put(feedback).then().statusCode(200).body("correction_text", nullValue());
        Api.key("read:events").get(feedback).then().statusCode(200).body("rating", equalTo("positive"));
        Api.user().delete(feedback).then().statusCode(204);
        Api.user().delete(feedback).then().statusCode(404);
        json().body("{}").put(feedback).then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "{\"rating\": \"so so\"}", "{\"rating\": \"positive\", \"correction_text\": \"\\u0000\"}",
            "{\"rating\"", "[]" })
    void feedback_that_does_not_fit_is_refused(String body) {
        String id = generate("{\"hours_back\": 1}").extract().path("id");

        giveFeedback(id, body).statusCode(422);
        giveFeedback(id, "{\"rating\": \"positive\", \"correction_text\": \"" + "x".repeat(501) + "\"}").statusCode(422);
    }

    private static RequestSpecification json() {
        return Api.user().contentType(ContentType.JSON);
    }

    private static ValidatableResponse generate(String body) {
        return json().body(body).post(PATH + "/generate").then();
    }

    private static ValidatableResponse giveFeedback(String id, String body) {
        return json().body(body).post(PATH + "/" + id + "/feedback").then();
    }
}
