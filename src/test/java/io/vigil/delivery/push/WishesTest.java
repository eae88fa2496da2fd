package io.vigil.delivery.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.vigil.delivery.Message;
import io.vigil.delivery.Message.Subject;
import io.vigil.event.EventKind;

class WishesTest {

    private static final UUID FRONT_DOOR = new UUID(0, 1);
    private static final UUID GARDEN = new UUID(0, 2);
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    @Test
    void nothing_said_is_all_wanted() {
        Wishes all = new Wishes(null, null, Optional.empty(), true);

        for (EventKind kind : EventKind.values()) {
            assertThat(all.against(event(GARDEN, kind), NOON)).as(kind.word()).isEmpty();
        }
    }

    @Test
    void a_choice_of_cameras_holds_for_everything_that_has_one() {
        Wishes frontDoor = new Wishes(List.of(FRONT_DOOR.toString()), null, Optional.empty(), true);
        Wishes none = new Wishes(List.of(), null, Optional.empty(), true);

        for (EventKind kind : EventKind.values()) {
            assertThat(frontDoor.against(event(FRONT_DOOR, kind), NOON)).isEmpty();
            assertThat(frontDoor.against(event(GARDEN, kind), NOON)).contains("This camera is not wanted");
            assertThat(none.against(event(FRONT_DOOR, kind), NOON)).isPresent();
        }
        assertThat(none.against(about(Subject.DIGEST), NOON)).isEmpty();
    }

    @Test
    void a_choice_of_objects_never_mutes_the_doorbell_or_an_alarm() {
        Wishes packages = new Wishes(null, List.of("package"), Optional.empty(), true);
        Wishes none = new Wishes(null, List.of(), Optional.empty(), true);

        for (EventKind kind : List.of(EventKind.PACKAGE, EventKind.RING)) {
            assertThat(packages.against(event(GARDEN, kind), NOON)).as(kind.word()).isEmpty();
        }
        for (EventKind kind : List.of(EventKind.MOTION, EventKind.PERSON, EventKind.VEHICLE, EventKind.ANIMAL,
                EventKind.AUDIO)) {
            assertThat(packages.against(event(GARDEN, kind), NOON)).as(kind.word()).isPresent();
        }
        for (String alarm : List.of("smoke", "co", "siren", "burglar_alarm", "glass_break")) {
            assertThat(none.against(sound(alarm), NOON)).as(alarm).isEmpty();
        }
        for (String sound : List.of("bark", "speech", "baby_cry", "car_horn")) {
            assertThat(packages.against(sound(sound), NOON)).as(sound).isPresent();
        }
        assertThat(none.against(event(GARDEN, EventKind.PACKAGE), NOON)).isPresent();
        assertThat(none.against(event(GARDEN, EventKind.RING), NOON)).isEmpty();
        assertThat(none.against(about(Subject.SPENDING), NOON)).isEmpty();
    }

    @Test
    void quiet_hours_hold_everything_back() {
        QuietHours noon = new QuietHours(LocalTime.of(11, 0), LocalTime.of(13, 0), ZoneOffset.UTC);
        Wishes quiet = new Wishes(null, null, Optional.of(noon), true);

        assertThat(quiet.against(event(FRONT_DOOR, EventKind.RING), NOON)).contains("These are quiet hours");
        assertThat(quiet.against(about(Subject.DIGEST), NOON)).isPresent();
        assertThat(quiet.against(event(FRONT_DOOR, EventKind.RING), NOON.plusSeconds(3600))).isEmpty();
    }

    private static Message event(UUID camera, EventKind kind) {
        return new Message(Subject.EVENT, UUID.randomUUID(), camera, "Camera", kind, NOON, "Title", "Text", false, Map.of());
    }

    private static Message sound(String sound) {
        return new Message(Subject.EVENT, UUID.randomUUID(), GARDEN, "Camera", EventKind.AUDIO, NOON, "Title", "Text", false,
                Map.of(), sound, false);
    }

    private static Message about(Subject subject) {
        return new Message(subject, null, null, null, null, NOON, "Title", "Text", true, Map.of());
    }
}
