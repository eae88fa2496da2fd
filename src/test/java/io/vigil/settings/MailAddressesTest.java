package io.vigil.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people may write where addresses are asked for. */
class MailAddressesTest {

    @Test
    void are_separated_by_commas_and_kept_once() {
        MailAddresses addresses = SettingType.mailAddresses().parse()
                .apply(" a@example.com,b.c+d@mail.example.com , a@example.com,");

        assertThat(addresses.each()).containsExactly("a@example.com", "b.c+d@mail.example.com");
        assertThat(addresses).hasToString("a@example.com, b.c+d@mail.example.com");
    }

    @Test
    void may_be_none() {
        assertThat(SettingType.mailAddresses().parse().apply("").each()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "nobody", "@example.com", "a@", "a b@example.com", "a@example.com;b@example.com", "a@exa mple.com",
            "Somebody <a@example.com>", "a@example.com\r\nBcc: b@example.com", "a@-example.com", "a@example..com",
            "a(b)@example.com",
            "\"a\"@example.com", "a@example.com\0", "ä@example.com" })
    void are_nothing_else(String text) {
        assertThat(SettingType.mailAddresses().fits(text)).isFalse();
    }

    @Test
    void are_no_longer_and_no_more_than_mail_servers_and_households_take() {
        String twenty = IntStream.range(0, 20).mapToObj(i -> i + "@example.com").collect(Collectors.joining(","));

        assertThat(SettingType.mailAddresses().fits(twenty)).isTrue();
        assertThat(SettingType.mailAddresses().fits(twenty + ",20@example.com")).isFalse();
        assertThat(SettingType.mailAddresses().fits("a".repeat(65) + "@example.com")).isFalse();
        assertThat(SettingType.mailAddresses().fits("a@" + "b.".repeat(130) + "com")).isFalse();
    }

    @Test
    void a_web_address_may_be_missing_where_that_is_said() {
        SettingType<Optional<URI>> type = SettingType.webAddressOrNone();

        assertThat(type.parse().apply("")).isEmpty();
        assertThat(type.parse().apply("https://vigil.example/home")).contains(URI.create("https://vigil.example/home"));
        assertThat(type.fits("javascript:alert(1)")).isFalse();
    }
}
