package io.vigil.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Sightings;

/**
 * No query of these makes the driver ask PostgreSQL's catalogue what a column is: that would be a second round trip which no
 * count of statements shows, for each connection's first such query.
 */
@QuarkusTest
class HiddenRoundTripsTest {

    @Inject
    LastWords words;

    @Test
    void neither_storing_nor_reading_an_event_asks_the_catalogue() {
        UUID camera = Sightings.camera("Front door");
        words.noted.clear();
        words.isListening = true;

        String id = Sightings.send(camera, "1", "person", "worker-hivis.jpg").statusCode(202).extract().path("id");
        assertThat(words.noted).as("while an event was stored").isNotEmpty().allSatisfy(HiddenRoundTripsTest::isOurs);
        for (String path : List.of("events", "events?search=person", "events/" + id, "events/" + id + "/thumbnail",
                "events/" + id + "/frames", "cameras",
                "cameras/" + camera)) {
            Api.admin().get("/api/v1/" + path).then().statusCode(200);
            assertThat(LastWords.ofAll()).as(path).isNotEmpty().allSatisfy(HiddenRoundTripsTest::isOurs);
        }
    }

    @AfterEach
    void nobody_listens_any_more() {
        words.isListening = false;
    }

    /** Without its type told, a column of a table is asked for; or the test above would show nothing. */
    @Test
    void a_question_to_the_catalogue_is_seen() {
        Sightings.camera("Front door");

        SessionContext.session("test.untold").asReadOnly().within(Budget.REQUEST)
                .run(db -> db.createNativeQuery("select source_type from camera", String.class).getSingleResult());

        assertThat(LastWords.ofAll()).anySatisfy(statement -> assertThat(statement).contains("pg_attribute"));
    }

    private static void isOurs(String statement) {
        assertThat(statement).doesNotContain("pg_catalog").doesNotContain("pg_attribute");
    }
}
