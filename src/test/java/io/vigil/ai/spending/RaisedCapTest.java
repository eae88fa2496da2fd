package io.vigil.ai.spending;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

/** A cap that was changed within its period. */
@QuarkusTest
class RaisedCapTest {

    @Inject
    Purse purse;

    @Inject
    HeardAlerts alerts;

    @BeforeEach
    void noon_and_nothing_heard() {
        purse.itIs("2027-05-04T12:00:00");
        alerts.since();
    }

    @Test
    void a_higher_cap_has_all_its_steps() {
        purse.caps("1", null);
        purse.spend("1");
        assertThat(alerts.since()).containsExactly("daily 100 of 1");
        purse.caps("4", null);

        purse.spend("0.5");
        assertThat(alerts.since()).isEmpty();
        purse.spend("0.5");
        purse.spend("0.5");
        purse.spend("1");
        purse.spend("0.5");

        assertThat(alerts.since()).containsExactly("daily 50 of 4", "daily 80 of 4", "daily 100 of 4");
    }

    @Test
    void a_month_likewise() {
        purse.caps(null, "1");
        purse.spend("0.5");
        purse.caps(null, "2");
        purse.spend("0.5");

        assertThat(alerts.since()).containsExactly("monthly 50 of 1", "monthly 50 of 2");
    }

    @Test
    void a_lower_cap_tells_only_what_is_worse_than_what_was_told() {
        purse.caps("2", null);
        purse.spend("1.6");
        purse.caps("1.9", null);
        purse.spend("0.01");
        assertThat(alerts.since()).containsExactly("daily 80 of 2");
        purse.caps("1.62", null);

        purse.spend("0.01");

        assertThat(alerts.since()).containsExactly("daily 100 of 1.62");
    }

    @Test
    void a_cap_that_comes_back_is_not_told_again_but_goes_on() {
        purse.caps("1", null);
        purse.spend("0.8");
        purse.caps("1.2", null);
        purse.spend("0.1");
        assertThat(alerts.since()).containsExactly("daily 80 of 1", "daily 50 of 1.2");
        purse.caps("1", null);
        purse.spend("0.05");
        assertThat(alerts.since()).isEmpty();
        purse.spend("0.05");
        assertThat(alerts.since()).containsExactly("daily 100 of 1");
        purse.caps("1.2", null);

        purse.spend("0.1");

        assertThat(alerts.since()).containsExactly("daily 80 of 1.2");
    }

    @Test
    void without_a_cap_in_between_nothing_is_forgotten() {
        purse.caps("1", null);
        purse.spend("0.5");
        purse.caps(null, null);
        purse.spend("0.1");
        purse.caps("1", null);

        purse.spend("0.1");

        assertThat(alerts.since()).containsExactly("daily 50 of 1");
    }
}
