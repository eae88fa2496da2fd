package io.vigil.ai.internal;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

import io.vigil.ai.Provider;

/**
 * The vendors' list prices in USD, the one table of them. A model that is not in it costs what the dearest of its vendor's
 * costs, so that a cap errs on the safe side; OpenAI's {@code -pro} models are far dearer than its others, and so they have a
 * dearest of their own.
 */
public final class Prices {

    /** By model, without the date behind its name: for a million tokens read and written. */
    private static final Map<String, Price> MODELS = Map.ofEntries(
            price("gpt-4o-mini", "0.15", "0.60"), price("gpt-4o", "2.50", "10"),
            price("gpt-4o-2024-05-13", "5", "15"), price("gpt-4-turbo", "10", "30"), price("gpt-4", "30", "60"),
            price("gpt-4.5-preview", "75", "150"), price("gpt-4.1", "2", "8"),
            price("gpt-4.1-mini", "0.40", "1.60"), price("gpt-4.1-nano", "0.10", "0.40"), price("gpt-5", "1.25", "10"),
            price("gpt-5-mini", "0.25", "2"), price("gpt-5-nano", "0.05", "0.40"),
            price("gpt-5-pro", "15", "120"), price("gpt-5.1", "1.25", "10"), price("gpt-5.2", "1.75", "14"),
            price("o1", "15", "60"), price("o1-pro", "150", "600"), price("o3", "2", "8"), price("o3-pro", "20", "80"),
            price("o4-mini", "1.10", "4.40"),
            price("grok-4-1-fast-non-reasoning", "0.20", "0.50"), price("grok-4-1-fast-reasoning", "0.20", "0.50"),
            price("grok-4-1-fast", "0.20", "0.50"), price("grok-2-vision", "2", "10"), price("grok-4", "3", "15"),
            price("claude-haiku-4-5", "1", "5"), price("claude-3-5-haiku", "0.80", "4"),
            price("claude-3-haiku", "0.25", "1.25"), price("claude-sonnet-4-5", "3", "15"),
            price("claude-opus-4-5", "5", "25"),
            price("gemini-2.5-flash", "0.30", "2.50"), price("gemini-2.5-flash-lite", "0.10", "0.40"),
            price("gemini-2.5-pro", "1.25", "10"), price("gemini-2.0-flash", "0.10", "0.40"));
    private static final Map<Provider, Price> OTHERS = Map.of(Provider.OPENAI, new Price("75", "150"),
            Provider.GROK, new Price("5", "25"), Provider.CLAUDE, new Price("15", "75"), Provider.GEMINI, new Price("4", "18"));
    private static final Price OTHER_PRO = new Price("150", "600");
    private static final String PRO = "-pro";
    /** For a minute of sound. */
    private static final Map<String, BigDecimal> SPEECH = Map.of("whisper-1", new BigDecimal("0.006"),
            "gpt-4o-transcribe", new BigDecimal("0.006"), "gpt-4o-mini-transcribe", new BigDecimal("0.003"));
    private static final BigDecimal OTHER_SPEECH = new BigDecimal("0.006");
    private static final Pattern DATE = Pattern.compile("-(latest|\\d{3,8}|\\d{4}-\\d\\d-\\d\\d)$");
    /** The decimals that the database keeps of an amount. */
    public static final int SCALE = 6;
    private static final int MILLION = 6;
    private static final int EXACT = 8;

    private Prices() {
    }

    private record Price(BigDecimal input, BigDecimal output) {
        Price(String input, String output) {
            this(new BigDecimal(input), new BigDecimal(output));
        }
    }

    /** What so many tokens cost at that vendor. */
    public static BigDecimal tokens(Provider provider, String model, long input, long output) {
        // Some of a date have a price of their own.
        Price price = MODELS.getOrDefault(model, MODELS.getOrDefault(DATE.matcher(model).replaceFirst(""),
                provider == Provider.OPENAI && model.contains(PRO) ? OTHER_PRO : OTHERS.get(provider)));
        return price.input().multiply(BigDecimal.valueOf(input)).add(price.output().multiply(BigDecimal.valueOf(output)))
                .movePointLeft(MILLION);
    }

    /** What a sound of that length costs, each second begun. */
    public static BigDecimal speech(String model, Duration length) {
        long seconds = length.getSeconds() + (length.getNano() > 0 ? 1 : 0);
        return SPEECH.getOrDefault(model, OTHER_SPEECH).multiply(BigDecimal.valueOf(seconds))
                .divide(BigDecimal.valueOf(60), EXACT, RoundingMode.UP);
    }

    private static Map.Entry<String, Price> price(String model, String input, String output) {
        return Map.entry(model, new Price(input, output));
    }
}
