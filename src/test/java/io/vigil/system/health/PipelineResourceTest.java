package io.vigil.system.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Sightings;

@QuarkusTest
class PipelineResourceTest {

    private static final String PATH = "/api/v1/metrics";

    @Test
    void counts_what_came_out_of_the_pipeline() {
        JsonPath before = ask();
        Sightings.send(Sightings.camera("Gate"), "1", "person", "driveway-car.jpg").statusCode(202);
        Sightings.awaitSettled();

        JsonPath after = ask();

        assertThat(after.getLong("events_processed.success") - before.getLong("events_processed.success")).isEqualTo(1);
        assertThat(after.getLong("events_processed.total"))
                .isEqualTo(after.getLong("events_processed.success") + after.getLong("events_processed.failure"));
    }

    @Test
    void counts_what_waits_in_the_database() {
        Sightings.send(Sightings.camera("Gate"), "1", "person", "driveway-car.jpg").statusCode(202);
        Sightings.awaitSettled();
        Api.user().get(PATH).then().statusCode(200).body("queue_depth", equalTo(0)).body("pipeline_errors", notNullValue())
                .body("processing_time_ms.p50", notNullValue()).body("processing_time_ms.p99", notNullValue());

        Database.run("update event set state = 'retry_later', due_at = now() + interval '1 day'");

        Api.user().get(PATH).then().body("queue_depth", equalTo(1));
    }

    private static JsonPath ask() {
        return Api.user().get(PATH).then().statusCode(200).extract().jsonPath();
    }
}
