package io.vigil.protect.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Database;

/** A connection that is not the one any more, as after a restore, has no say in what is known of the history. */
@QuarkusTest
class ControllerRowsTest {

    private static final UUID ID = UUID.fromString("0197f9a4-0000-7000-8000-00000000c001");
    private static final UUID HOLDER = UUID.fromString("0197f9a4-0000-7000-8000-00000000c002");
    private static final Instant UNTIL = Instant.parse("2026-11-28T10:00:00Z");

    @Test
    void only_who_holds_it_as_it_is_now_tells_what_is_known_of_its_history() {
        Database.run("""
                insert into protect_controller (id, name, host, port, verify_ssl, wanted, revision, holder, state, state_since,
                    drops, created_at, updated_at, version)
                values ('%s', 'Attic', '192.0.2.7', 443, false, false, 3, '%s', 'connected', now(), 0, now(), now(), 0)"""
                .formatted(ID, HOLDER));

        reconciled(UUID.randomUUID(), 3);
        reconciled(HOLDER, 2);
        assertThat(Database.value("select reconciled_until from protect_controller")).isNull();

        reconciled(HOLDER, 3);
        assertThat(Database.value("select reconciled_until is not null from protect_controller")).isEqualTo("t");
    }

    private static void reconciled(UUID holder, int revision) {
        SessionContext.run("controller-rows-test.reconciled",
                db -> ControllerRows.reconciled(db, holder, ID, revision, UNTIL));
    }
}
