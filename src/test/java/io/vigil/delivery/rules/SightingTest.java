package io.vigil.delivery.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Sightings;

@QuarkusTest
class SightingTest {

    @Test
    void has_a_thumbnail_until_its_file_is_gone() {
        String id = Sightings.send(Sightings.camera("Gate"), "1", "person", "car-white.jpg").extract().path("id");
        Sightings.awaitSettled();

        assertThat(seen(id).hasThumbnail()).isTrue();
        Database.run("update event set missing_media = 'thumbnail'");
        assertThat(seen(id).hasThumbnail()).isFalse();
    }

    private static Sighting seen(String id) {
        return SessionContext.call("sighting-test.look", db -> Sighting.of(db, UUID.fromString(id)).orElseThrow());
    }
}
