package io.vigil.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTypeTest {

    @ParameterizedTest
    @ValueSource(strings = { "https://example.org/v1", "http://example.org:1", "HTTP://[::1]:65535/v1" })
    void takes_a_web_address_with_a_port_or_without(String text) {
        assertThat(SettingType.webAddress().fits(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "http://example.org:0", "http://example.org:65536", "http://example.org:70000/v1",
            "http://example.org:99999999999/v1", "http://example.org:-1/" })
    void takes_no_port_that_cannot_be(String text) {
        assertThat(SettingType.webAddress().fits(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "1", "30", "365" })
    void takes_a_whole_number_in_its_range(String text) {
        assertThat(SettingType.wholeNumber(1, 365).fits(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "0", "366", "30.0", "3e1", "99999999999", "", "true" })
    void takes_no_other_whole_number(String text) {
        assertThat(SettingType.wholeNumber(1, 365).fits(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "0.01", "1", "2.5", "1000000", "1E3" })
    void takes_a_number_of_gigabytes(String text) {
        assertThat(SettingType.gigabytes().fits(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "0", "0.009", "-1", "1000001", "1E400", "1.000000000000000000000000001", "many" })
    void takes_no_gigabytes_that_cannot_be(String text) {
        assertThat(SettingType.gigabytes().fits(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "yes", "1", "TRUE", "" })
    void takes_nothing_but_true_and_false_for_a_flag(String text) {
        assertThat(SettingType.flag().fits(text)).isFalse();
    }
}
