package io.vigil.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.not;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.testsupport.Database;

/** A request's session ends before its answer begins. */
@QuarkusTest
class RequestSessionTest {

    @Inject
    MeterRegistry registry;

    @Test
    void commits_and_holds_nothing_while_the_answer_is_written() {
        given().queryParam("key", "a").post("/test/sessions").then().statusCode(200)
                .body("key", equalTo("a"))
                .body("open_sessions", equalTo(0))
                .body("connections_out", equalTo(0));

        assertThat(Rows.stored()).containsExactly("a");
    }

    @Test
    void reads_in_a_read_only_session_named_after_the_resource() {
        given().get("/test/sessions").then().statusCode(200).body("key", equalTo("on"));

        assertThat(registry.get("session").tag("name", "door.read").tag("outcome", "committed").timer().count()).isPositive();
    }

    @Test
    void answers_a_failure_with_an_error_and_stores_nothing() {
        given().post("/test/sessions/fails").then().statusCode(500).body("detail", not(equalTo("after the write")));

        assertThat(Rows.stored()).isEmpty();
    }

    @Test
    void answers_a_failed_commit_with_an_error_and_never_with_success() {
        Database.run("create table deferred (id int unique deferrable initially deferred)");
        try {
            given().post("/test/sessions/fails-at-commit").then().statusCode(greaterThanOrEqualTo(400));

            assertThat(Rows.stored()).isEmpty();
        } finally {
            Database.run("drop table deferred");
        }
    }
}
