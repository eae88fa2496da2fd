package io.vigil.event.removal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.event.removal.OldEvents.Which;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MediaFolder;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.Sightings;
import io.vigil.testsupport.StoredEvents;

@QuarkusTest
class OldEventsTest {

    @Inject
    OldEvents events;

    @Test
    void a_clip_that_no_file_can_be_called_goes_with_the_others() {
        UUID camera = Sightings.camera("Gate");
        Sightings.sendClip(camera, "1", Samples.clip("people-room.mp4"));
        Sightings.awaitSettled();
        StoredEvents.add(camera, 1, 1);
        Database.run("update event set clip = 'no name' where clip is null");

        int removed = SessionContext.session("old-events-test.clips").rootOnly()
                .call(() -> events.remove(Which.clips(OldEvents.LAST)).removed());

        assertThat(removed).isEqualTo(2);
        assertThat(Database.count("select count(*) from event where clip is not null")).isZero();
        assertThat(MediaFolder.files()).isNotEmpty().noneMatch(file -> file.toString().endsWith(".mp4"));
    }

    @Test
    void an_event_with_such_a_file_goes_with_its_others() {
        String id = Sightings.send(Sightings.camera("Gate"), "1", "person", "car-white.jpg").extract().path("id");
        Sightings.awaitSettled();
        String snapshot = Database.value("select snapshot from event");
        String thumbnail = Database.value("select thumbnail from event");
        Database.run("update event set snapshot = 'no name'");

        Api.admin().delete("/api/v1/events/" + id).then().statusCode(204);

        assertThat(MediaFolder.files()).extracting(file -> file.getFileName().toString())
                .as("the picture that no row names any more").contains(snapshot).doesNotContain(thumbnail);
    }
}
