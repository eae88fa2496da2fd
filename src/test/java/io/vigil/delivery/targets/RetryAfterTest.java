package io.vigil.delivery.targets;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            120, PT2M
            ' 0 ', PT0S
            999999999, PT24H
            99999999999999999999,
            'Sat, 28 Nov 2026 12:00:30 GMT', PT30S
            'Sat, 28 Nov 2026 11:00:00 GMT', PT0S
            'Sun, 28 Nov 2027 12:00:00 GMT', PT24H
            -5,
            soon,
            '',
            2026-11-28T12:00:30Z,
            """)
    void reads_seconds_and_dates_and_nothing_else(String header, Duration wait) {
        assertThat(RetryAfter.of(Optional.of(header), Instant.parse("2026-11-28T12:00:00Z"))).isEqualTo(wait);
    }
}
