package io.vigil.system.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.Sightings;
import io.vigil.testsupport.StoredEvents;

@QuarkusTest
class RetentionSettingTest {

    @Inject
    RetentionJob job;

    @ParameterizedTest
    @ValueSource(ints = { 7, 30, 90, 365 })
    void an_event_goes_after_as_many_days_as_the_household_wants(int days) {
        Api.admin().contentType("application/json").body(Map.of("retention_days", days)).put("/api/v1/system/settings").then()
                .statusCode(200);
        UUID camera = Sightings.camera("Gate");
        String young = aged(camera, "1", days - 3);
        aged(camera, "2", days + 2);

        job.tick();
        MovableClock.forward(Duration.ofDays(1));
        job.tick();

        assertThat(StoredEvents.ids()).containsExactly(young);
    }

    private static String aged(UUID camera, String externalId, int days) {
        String id = Sightings.send(camera, externalId, "motion", "car-white.jpg").extract().path("id");
        Sightings.awaitSettled();
        StoredEvents.age(id, days);
        return id;
    }
}
