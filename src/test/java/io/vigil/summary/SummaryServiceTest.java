package io.vigil.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.ai.Provider;
import io.vigil.ai.VisionStub;
import io.vigil.ai.VisionStub.Behaviour;
import io.vigil.event.digestible.Figures;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.SessionTrace;
import io.vigil.testsupport.Sightings;

@QuarkusTest
class SummaryServiceTest {

    private static final String GOOD = "A courier rang in the morning and left a parcel; otherwise it was a quiet day.";
    private static VisionStub stub;

    @Inject
    Drafts drafts;

    @Inject
    Today today;

    @Inject
    Models models;

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
        today.is("2026-11-25T06:00:00Z");
        stub.reset();
        stub.otherwise(Behaviour.says(GOOD));
        models.only(stub, Provider.OPENAI);
    }

    @AfterEach
    void noModel() {
        models.none();
    }

    @Test
    void says_so_when_nothing_was_recorded_and_asks_nobody() {
        Draft draft = drafts.ofDay("2026-11-24");

        assertThat(draft.text()).isEqualTo("Nothing was recorded on Tuesday, 24 November 2026.");
        assertThat(draft.provider()).isNull();
        assertThat(draft.isStatistical()).isFalse();
        assertThat(draft.counts().events()).isZero();
        assertThat(stub.received()).isEmpty();
    }

    @Test
    void what_is_no_longer_kept_is_not_said_never_to_have_been() {
        today.is("2026-12-24T09:30:00Z");

        assertThat(drafts.ofDay("2026-11-23").text())
                .isEqualTo("What was recorded on Monday, 23 November 2026 is no longer kept.");
        assertThat(drafts.ofDay("2026-11-24").text()).isEqualTo("Nothing that is kept was recorded on Tuesday,"
                + " 24 November 2026. Events before 10:30 are no longer kept.");
        UUID door = Sightings.camera("Front door");
        Happenings.seen(door, "2026-11-24T13:05:00Z", "person", "A courier leaves a parcel.");
        assertThat(drafts.ofDay("2026-11-24").text()).contains("A courier leaves a parcel")
                .endsWith(" Events before 10:30 are no longer kept.");
        Database.run("insert into setting (key, value, updated_at) values ('auto_cleanup', 'false', now())");
        today.is("2026-12-24T09:31:00Z");
        assertThat(drafts.ofDay("2026-11-23").text()).isEqualTo("Nothing was recorded on Monday, 23 November 2026.");
    }

    @Test
    void tells_of_a_single_event_in_its_own_words_and_asks_nobody() {
        UUID door = Sightings.camera("Front door");
        Happenings.seen(door, "2026-11-24T09:05:00Z", "person", "A courier leaves a parcel.");
        Happenings.seen(door, "2026-11-25T09:05:00Z", "person", "Somebody of another day");

        Draft draft = drafts.ofDay("2026-11-24");

        assertThat(draft.text()).isEqualTo(
                "There was one event on Tuesday, 24 November 2026: 10:05, Front door: A courier leaves a parcel.");
        assertThat(draft.provider()).isNull();
        assertThat(draft.isStatistical()).isFalse();
        assertThat(stub.received()).isEmpty();
    }

    @Test
    void tells_of_a_sound_that_nobody_described() {
        models.none();
        UUID hall = Sightings.camera("Hall");
        Happenings.seen(hall, "2026-11-24T09:05:00Z", "motion", "A curtain moves.");
        Happenings.seen(hall, "2026-11-24T09:06:00Z", "audio", "Smoke alarm heard at Hall");
        Database.run("update event set description_source = 'metadata' where kind = 'audio'");

        assertThat(drafts.ofDay("2026-11-24").text()).contains("; 10:06: Smoke alarm heard at Hall.");
    }

    @Test
    void has_the_model_sum_up_what_the_events_say() {
        UUID door = Sightings.camera("Front door");
        UUID garden = Sightings.camera("Garden");
        Happenings.seen(door, "2026-11-24T09:05:00Z", "ring", "A courier in brown rings and waits.");
        Happenings.seen(door, "2026-11-24T09:06:00Z", "package", "A parcel lies on the mat.");
        Happenings.seen(garden, "2026-11-24T22:30:00Z", "animal", "A fox crosses the lawn.");

        Draft draft = drafts.ofDay("2026-11-24");

        assertThat(draft.text()).isEqualTo(GOOD);
        assertThat(draft.provider()).isEqualTo("openai");
        assertThat(draft.isStatistical()).isFalse();
        assertThat(draft.reason()).isNull();
        assertThat(draft.counts()).isEqualTo(new Draft.Counts(3, Map.of("ring", 1L, "package", 1L, "animal", 1L),
                Map.of("Front door", 2L, "Garden", 1L), 0, 1));
        assertThat(draft.basis().events()).hasSize(3);
        assertThat(draft.basis().model()).isEqualTo("gpt-4o-mini");
        assertThat(asked()).contains("on Tuesday, 24 November 2026", "times in Europe/Berlin", "Events: 3",
                "10:05 | \"Front door\" | ring | \"A courier in brown rings and waits.\"",
                "23:30 | \"Garden\" | animal | \"A fox crosses the lawn.\"", "in English");
    }

    @Test
    void keeps_to_the_cameras_that_are_wanted() {
        UUID door = Sightings.camera("Front door");
        UUID garden = Sightings.camera("Garden");
        Happenings.seen(door, "2026-11-24T09:05:00Z", "person", "Somebody at the door.");
        Happenings.seen(garden, "2026-11-24T09:06:00Z", "animal", "A fox.");
        Happenings.seen(garden, "2026-11-24T09:07:00Z", "animal", "Another fox.");

        Draft draft = drafts.ofDay("2026-11-24", garden);

        assertThat(draft.counts().byCamera()).isEqualTo(Map.of("Garden", 2L));
        assertThat(asked()).contains("A fox.").doesNotContain("Somebody at the door");
    }

    @Test
    void reads_ten_thousand_events_with_the_statements_and_rows_of_a_hundred() {
        UUID yard = Sightings.camera("Yard");
        UUID door = Sightings.camera("Front door");
        Happenings.many(yard, 100, "2026-11-23T23:00:00Z");
        SessionTrace few = SessionTrace.of(() -> drafts.ofDay("2026-11-24"));
        Database.run("delete from event");
        Happenings.many(yard, 10_000, "2026-11-23T23:00:00Z");
        Happenings.seen(door, "2026-11-24T03:00:00Z", "person", "A stranger with a torch.");
        Happenings.seen(door, "2026-11-24T20:00:00Z", "ring", "Two children with lanterns.");
        AtomicReference<Draft> draft = new AtomicReference<>();

        SessionTrace many = SessionTrace.of(() -> draft.set(drafts.ofDay("2026-11-24")));

        assertThat(many.statements()).containsEntry("summary.read-events", 2).containsEntry("summary.book",
                few.statements().get("summary.book"));
        assertThat(few.statements()).containsEntry("summary.read-events", 2);
        assertThat(draft.get().counts().events()).isEqualTo(10_002);
        assertThat(draft.get().counts().alerts()).isEqualTo(10);
        assertThat(draft.get().basis().events()).hasSize(60);
        assertThat(asked()).hasSizeLessThan(30_000).contains("A stranger with a torch.", "Two children with lanterns.",
                "Events: 10002 (motion 5000, animal 2500, vehicle 2500, person 1, ring 1)",
                "Packages or deliveries: 5 (ups 5)");
        // Of each time of the day and of each type there is something.
        for (int hour = 0; hour < 24; hour += 3) {
            assertThat(asked()).containsPattern("\n%02d:\\d\\d \\| |\n%02d:\\d\\d \\| |\n%02d:\\d\\d \\| ".formatted(hour,
                    hour + 1, hour + 2));
        }
        assertThat(asked()).contains("| motion |", "| vehicle |", "| animal |");
    }

    @Test
    void tells_both_hours_of_the_day_on_which_clocks_go_back() {
        models.none();
        UUID door = Sightings.camera("Front door");
        Happenings.seen(door, "2026-10-24T21:59:59Z", "person", "The day before.");
        Happenings.seen(door, "2026-10-25T00:30:00Z", "person", "In summer time.");
        Happenings.seen(door, "2026-10-25T01:30:00Z", "person", "In winter time.");
        Happenings.seen(door, "2026-10-25T22:59:59Z", "person", "At the end of the day.");

        Draft draft = drafts.ofDay("2026-10-25");

        assertThat(draft.counts().events()).isEqualTo(3);
        assertThat(draft.text()).startsWith("There were 3 events on Sunday, 25 October 2026")
                .contains("The busiest time was from 00:00 GMT+2 to 03:00 GMT+1, with 2 events",
                        "02:30 GMT+2, Front door: In summer time", "02:30 GMT+1, Front door: In winter time",
                        "23:59 GMT+1, Front door: At the end of the day");
    }

    @Test
    void leaves_out_the_hour_that_clocks_skip() {
        models.none();
        UUID door = Sightings.camera("Front door");
        Happenings.seen(door, "2026-03-29T00:59:00Z", "person", "Before.");
        Happenings.seen(door, "2026-03-29T01:00:00Z", "person", "After.");

        Happenings.seen(door, "2026-03-29T01:01:00Z", "person", "Later.");

        assertThat(drafts.ofDay("2026-03-29").text()).contains("01:59 GMT+1, Front door: Before",
                "03:00 GMT+2, Front door: After", "The busiest time was from 03:00 GMT+2 to 06:00 GMT+2, with 2 events");
    }

    @Test
    void gives_the_text_also_if_the_database_was_away_when_it_was_booked() {
        Happenings.three();
        Database.run("""
                create sequence bookings;
                create function away() returns trigger language plpgsql as $$ begin
                    if nextval('bookings') = 1 then raise exception 'away' using errcode = '53300'; end if;
                    return new;
                end $$;
                create trigger away before insert on ai_usage for each row execute function away()""");
        try {
            assertThat(drafts.ofDay("2026-11-24").text()).isEqualTo(GOOD);
            assertThat(Database.count("select last_value from bookings")).isEqualTo(2);
        } finally {
            Database.run("drop trigger away on ai_usage; drop function away; drop sequence bookings");
        }
        assertThat(Database.column("select kind from ai_usage")).containsExactly("summary");
    }

    @Test
    void an_event_that_is_deleted_between_two_looks_never_was() {
        Wanted day = new Wanted(Instant.parse("2026-11-24T00:00:00Z"), Instant.parse("2026-11-25T00:00:00Z"), List.of(),
                ZoneOffset.UTC);
        Figures one = new Figures(1, Map.of("ring", 1L), Map.of("Front door", 1L), 0, 1, 0, Map.of(), Map.of(0, 1L));

        Facts facts = new Facts(day, Facts.range(day), Keeping.ALL, one, List.of());

        assertThat(PlainSummary.of(facts)).isEqualTo("Nothing was recorded on Tuesday, 24 November 2026.");
        assertThat(facts.counts()).isEqualTo(new Draft.Counts(0, Map.of(), Map.of(), 0, 0));
    }

    @Test
    void refuses_to_be_called_inside_a_session() {
        assertThatThrownBy(() -> SessionContext.run("test.hold-summary", () -> {
            drafts.ofDay("2026-11-24");
        })).isInstanceOf(SessionException.HeldDuringOutgoingCall.class);
    }

    private String asked() {
        return stub.received().get(stub.received().size() - 1).prompt();
    }
}
