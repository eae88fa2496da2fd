package io.vigil.session.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

class CursorTest {

    @Test
    void begins_after_the_last_and_asks_again_for_what_may_still_be_committed() {
        Cursor cursor = new Cursor(List.of(12L, 11L, 9L));

        assertThat(cursor.last()).isEqualTo(12);
        assertThat(cursor.missed()).isEqualTo("10");
    }

    @Test
    void asks_for_what_it_passed_over_until_it_has_come() {
        Cursor cursor = new Cursor(List.of(5L));

        cursor.pass(8);
        assertThat(cursor.missed()).isEqualTo("6,7");
        cursor.pass(6);

        assertThat(cursor.missed()).isEqualTo("7");
        assertThat(cursor.last()).isEqualTo(8);
    }

    @Test
    void asks_in_vain_until_a_look_that_began_when_no_session_could_be_so_old() {
        Cursor cursor = new Cursor(List.of(5L));
        cursor.pass(7);

        cursor.readAt(System.nanoTime());
        assertThat(cursor.missed()).isEqualTo("6");
        cursor.readAt(System.nanoTime() + Duration.ofSeconds(61).toNanos());

        assertThat(cursor.missed()).isEmpty();
    }

    @Test
    void asks_for_a_bounded_number_the_latest_of_them() {
        Cursor cursor = new Cursor(List.of());

        cursor.pass(1_000_000);
        cursor.pass(1_000_010);

        assertThat(cursor.missed().split(",")).hasSize(1000).contains("1000009", "999999").doesNotContain("999001");
    }
}
