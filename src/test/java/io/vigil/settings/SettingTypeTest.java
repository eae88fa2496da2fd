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
}
