package io.vigil.settings;

import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.vigil.web.ProblemException;

/**
 * What values a setting can have.
 *
 * @param json what JSON has to hold: text, a number, true and false, or anything
 * @param wanted what would fit, for the error of a value that does not
 * @param parse reads the stored text; an {@link IllegalArgumentException} or {@link DateTimeException} refuses it
 */
record SettingType<T>(Class<?> json, String wanted, Function<String, T> parse) {

    private static final int LARGEST_PORT = 65_535;
    private static final BigDecimal LARGEST_AMOUNT = BigDecimal.valueOf(1_000_000);
    private static final BigDecimal SMALLEST_STORE = new BigDecimal("0.01");
    private static final int LARGEST_SCALE = 20;
    private static final int MOST_DECIMALS = 6;
    private static final int LONGEST_JSON = 2000;
    private static final ObjectMapper JSON = new ObjectMapper();

    static SettingType<String> text(int shortest, int longest) {
        return new SettingType<>(String.class, "must be a text of " + shortest + " to " + longest + " characters", text -> {
            require(text.length() <= longest && text.strip().length() >= shortest);
            // PostgreSQL's text has no such character.
            require(text.indexOf('\0') < 0);
            return text;
        });
    }

    static SettingType<ZoneId> zone() {
        return new SettingType<>(String.class, "must be an IANA time zone such as Europe/Berlin", text -> {
            require(ZoneId.getAvailableZoneIds().contains(text));
            return ZoneId.of(text);
        });
    }

    static SettingType<URI> webAddress() {
        String wanted = "must be an http or https URL without user, query and fragment, and with no port above 65535";
        return new SettingType<>(String.class, wanted, text -> {
            URI uri = URI.create(text);
            require("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()));
            require(uri.getHost() != null && uri.getRawUserInfo() == null);
            require(uri.getRawQuery() == null && uri.getRawFragment() == null);
            require(uri.getPort() == -1 || uri.getPort() >= 1 && uri.getPort() <= LARGEST_PORT);
            return uri;
        });
    }

    /** One that may be missing; {@code ""} is none. */
    static SettingType<Optional<URI>> webAddressOrNone() {
        SettingType<URI> address = webAddress();
        return new SettingType<>(String.class, address.wanted() + ", or empty",
                text -> text.isEmpty() ? Optional.empty() : Optional.of(address.parse().apply(text)));
    }

    /** Any number of mail addresses, up to a most, with commas between them. */
    static SettingType<MailAddresses> mailAddresses() {
        return new SettingType<>(String.class,
                "must be at most " + MailAddresses.MOST + " mail addresses with commas between them, or empty",
                MailAddresses::parse);
    }

    /** A JSON array of these words, as text: clients send it so. */
    static SettingType<String> jsonWords(String... words) {
        String word = "\"(?:" + String.join("|", words) + ")\"";
        Pattern array = Pattern.compile("\\s*\\[\\s*(?:" + word + "\\s*(?:,\\s*" + word + "\\s*){0,19})?\\]\\s*");
        return new SettingType<>(String.class, "must be a JSON array, as text, of " + String.join(", ", words), text -> {
            require(array.matcher(text).matches());
            return text;
        });
    }

    /** One of these words. */
    static SettingType<String> word(String... words) {
        Set<String> known = Set.of(words);
        return new SettingType<>(String.class, "must be one of " + String.join(", ", words), text -> {
            require(known.contains(text));
            return text;
        });
    }

    static SettingType<Boolean> flag() {
        return new SettingType<>(Boolean.class, "must be true or false", text -> {
            require(text.equals("true") || text.equals("false"));
            return Boolean.valueOf(text);
        });
    }

    /** One of these words, or none. */
    static SettingType<Optional<String>> wordOrNone(String... words) {
        SettingType<String> word = word(words);
        return new SettingType<>(String.class, word.wanted() + ", or null", text -> Optional.of(word.parse().apply(text)));
    }

    /** To the minute. */
    static SettingType<LocalTime> timeOfDay() {
        return new SettingType<>(String.class, "must be a time of the day such as 06:00", text -> {
            require(text.length() == "06:00".length());
            return LocalTime.parse(text);
        });
    }

    /** A whole number between these two, inclusive. */
    static SettingType<Integer> wholeNumber(int least, int most) {
        return new SettingType<>(Number.class, "must be a whole number of " + least + " to " + most, text -> {
            int number = Integer.parseInt(text);
            require(number >= least && number <= most);
            return number;
        });
    }

    /** One of these numbers. */
    static SettingType<Integer> number(Integer... numbers) {
        List<Integer> known = List.of(numbers);
        String wanted = "must be one of " + known.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return new SettingType<>(Number.class, wanted, text -> {
            require(known.contains(Integer.valueOf(text)));
            return Integer.valueOf(text);
        });
    }

    /** A number between these two, inclusive, with at most 6 decimals. */
    static SettingType<BigDecimal> decimal(String least, String most) {
        String wanted = "must be a number of " + least + " to " + most + " with at most 6 decimals";
        return new SettingType<>(Number.class, wanted, text -> {
            BigDecimal number = new BigDecimal(text);
            require(number.compareTo(new BigDecimal(least)) >= 0 && number.compareTo(new BigDecimal(most)) <= 0);
            require(number.scale() <= MOST_DECIMALS);
            return number;
        });
    }

    /** Whatever JSON can hold, in up to 2000 characters of it. */
    static SettingType<Object> anything() {
        return new SettingType<>(Object.class, "must have at most " + LONGEST_JSON + " characters as JSON", text -> {
            require(text.length() <= LONGEST_JSON);
            try {
                return JSON.readValue(text, Object.class);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("No JSON", e);
            }
        });
    }

    /** A number of gigabytes, of 2^30 bytes each, that may be missing. */
    static SettingType<Optional<BigDecimal>> gigabytes() {
        return new SettingType<>(Number.class, "must be a number of gigabytes of 0.01 to 1000000, or null", text -> {
            BigDecimal gigabytes = new BigDecimal(text);
            require(gigabytes.compareTo(SMALLEST_STORE) >= 0 && gigabytes.compareTo(LARGEST_AMOUNT) <= 0);
            require(gigabytes.scale() <= LARGEST_SCALE);
            return Optional.of(gigabytes);
        });
    }

    /** An amount that may be missing. */
    static SettingType<Optional<BigDecimal>> money() {
        return new SettingType<>(Number.class, "must be an amount of 0 to 1000000 with at most 6 decimals", text -> {
            BigDecimal amount = new BigDecimal(text);
            require(amount.signum() >= 0 && amount.compareTo(LARGEST_AMOUNT) <= 0);
            require(amount.stripTrailingZeros().scale() <= MOST_DECIMALS);
            return Optional.of(amount);
        });
    }

    /** Whether the stored text is still one of the values; an older version may have written it. */
    boolean fits(String stored) {
        try {
            parse.apply(stored);
            return true;
        } catch (IllegalArgumentException | DateTimeException e) {
            return false;
        }
    }

    /** The text to store for a value that JSON held, or a 422 that names the setting. */
    String stored(String name, Object sent) {
        if (!json.isInstance(sent)) {
            throw ProblemException.invalid("body", name, wanted);
        }
        String text = json == Object.class ? text(sent) : sent.toString();
        if (!fits(text)) {
            throw ProblemException.invalid("body", name, wanted);
        }
        return text;
    }

    private static String text(Object sent) {
        try {
            return JSON.writeValueAsString(sent);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("out of range");
        }
    }
}
