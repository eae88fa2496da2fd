package io.vigil.ai.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.vigil.ai.Provider;

class PricesTest {

    @ParameterizedTest
    @CsvSource({ "OPENAI, gpt-4o-mini, 0.75", "OPENAI, gpt-4o-mini-2024-07-18, 0.75", "OPENAI, gpt-4o, 12.5",
            "OPENAI, something-new, 225",
            "OPENAI, gpt-4o-2024-05-13, 20", "OPENAI, gpt-4-0613, 90", "OPENAI, o1-2024-12-17, 75",
            "OPENAI, gpt-5-pro-2025-10-06, 135", "OPENAI, gpt-9-pro, 750",
            "GROK, grok-4-1-fast, 0.7", "GROK, grok-4-0709, 18", "GROK, grok-9, 30",
            "CLAUDE, claude-haiku-4-5-20251001, 6", "CLAUDE, claude-next, 90", "GEMINI, gemini-2.5-flash, 2.8",
            "GEMINI, gemini-2.5-flash-001, 2.8", "GEMINI, gemini-9, 22" })
    void a_million_tokens_each_way_cost(Provider provider, String model, BigDecimal usd) {
        assertThat(Prices.tokens(provider, model, 1_000_000, 1_000_000)).isEqualByComparingTo(usd);
    }

    @ParameterizedTest
    @CsvSource({ "whisper-1, PT1M, 0.006", "whisper-1, PT0.1S, 0.0001", "gpt-4o-mini-transcribe, PT20S, 0.001",
            "else, PT0S, 0" })
    void a_sound_costs(String model, Duration length, BigDecimal usd) {
        assertThat(Prices.speech(model, length)).isEqualByComparingTo(usd);
    }
}
