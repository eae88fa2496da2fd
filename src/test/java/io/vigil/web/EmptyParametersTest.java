package io.vigil.web;

import static org.hamcrest.Matchers.notNullValue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.testsupport.Api;

/** Forms send parameters that nobody filled in, and mean what they would mean if they were not there. */
@QuarkusTest
class EmptyParametersTest {

    @ParameterizedTest
    @ValueSource(strings = { "events", "notifications", "system-notifications", "summaries", "digests", "deliveries",
            "webhooks/logs" })
    void an_empty_page_is_the_first_of_usual_size(String list) {
        Api.admin().get("/api/v1/" + list + "?limit=&offset=").then().statusCode(200).body("$", notNullValue());
    }
}
