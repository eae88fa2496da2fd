package io.vigil.system.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Sightings;

/** What is a part of an event becomes the backup's with it, or stays with it. */
@QuarkusTest
class RestoreFamilyTest {

    private static final String LATER = "later";

    @BeforeEach
    void no_backups_of_other_tests() {
        Household.withoutBackups();
    }

    @Test
    void an_event_that_is_sent_once_more_meanwhile_stays() throws Exception {
        Household.furnish();
        byte[] backup = Household.backup();
        String event = send(LATER, 202);
        Sightings.awaitSettled();
        Household.addFamily(event, "present");
        List<String> family = Household.family(event);
        Household.waitUntilAllIsOld();

        Meanwhile.restoredWhile(Meanwhile.FIRST_TO_GO, backup, () -> assertThat(send(LATER, 200)).isEqualTo(event));

        assertThat(count(event)).isEqualTo(1);
        assertThat(Household.family(event)).containsAll(family);
    }

    @Test
    void an_event_of_the_backup_that_is_sent_once_more_meanwhile_keeps_what_it_has() throws Exception {
        List<String> events = Household.furnish();
        events.subList(0, 2).forEach(event -> Household.addFamily(event, "of-the-backup"));
        List<String> old = Household.family(events.get(1));
        byte[] backup = Household.backup();
        for (String event : events.subList(0, 2)) {
            Household.loseFamily(event);
            Household.addFamily(event, "present");
        }
        List<String> family = Household.family(events.get(0));
        Household.waitUntilAllIsOld();

        Meanwhile.restoredWhile(Meanwhile.FIRST_TO_GO, backup, () -> Sightings
                .send(camera("Front door"), Household.FIRST, "person", Household.FIRST).statusCode(200));

        assertThat(Household.family(events.get(0))).isEqualTo(family);
        assertThat(Household.family(events.get(1))).isEqualTo(old);
    }

    @Test
    void what_a_controller_told_of_an_event_stays_with_it_and_what_it_tells_of_one_that_goes_stays_too() throws Exception {
        Household.furnish();
        byte[] backup = Household.backup();
        String event = send(LATER, 202);
        String going = send("going", 202);
        Sightings.awaitSettled();
        Database.run("""
                insert into protect_event (controller_id, native_id, end_assumed, detections, parts, event_id, created_at,
                    updated_at)
                select p.id, e.id, false, '{}', '{}', e.id, '2026-11-01T10:00:00Z', '2026-11-01T10:00:00Z'
                from protect_controller p, event e where e.id in ('%s', '%s')""".formatted(event, going));
        Household.waitUntilAllIsOld();

        Meanwhile.restoredWhile(Meanwhile.FIRST_TO_GO, backup, () -> {
            send(LATER, 200);
            Database.run("update protect_event set ended_at = now() where native_id = '" + going + "'");
        });

        assertThat(count(going)).isZero();
        assertThat(Database.column("select native_id || coalesce(cast(event_id as text), '') from protect_event"))
                .containsExactlyInAnyOrder(event + event, going);
    }

    private static String send(String externalId, int status) {
        return Sightings.send(camera("Hall"), externalId, "person", Household.FIRST).statusCode(status).extract().path("id");
    }

    private static UUID camera(String name) {
        return UUID.fromString(Database.value("select id from camera where name = '" + name + "'"));
    }

    private static long count(String event) {
        return Database.count("select count(*) from event where id = '" + event + "'");
    }
}
