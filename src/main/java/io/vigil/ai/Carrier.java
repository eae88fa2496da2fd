package io.vigil.ai;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who brings parcels, as far as a description tells. */
public enum Carrier {
    FEDEX("(?i)\\bfed[ -]?ex\\b|\\bfederal express\\b"),
    // In capitals, or with what is theirs: "pick-ups" and "ups and downs" are no carrier.
    UPS("\\bUPS\\b|(?i)\\bunited parcel service\\b|(?<![-\\w])ups (truck|van|driver|uniform|worker|package|parcel|delivery)\\b"),
    USPS("(?i)\\busps\\b|\\b(us|u\\.s\\.|united states) (postal service|mail)\\b"),
    AMAZON("(?i)\\bamazon\\b"),
    DHL("(?i)\\bdhl\\b");

    private final Pattern words;

    Carrier(String words) {
        this.words = Pattern.compile(words);
    }

    /** In JSON and in the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one that the text names first. */
    public static Optional<Carrier> in(String text) {
        return Arrays.stream(values()).filter(carrier -> carrier.at(text) >= 0)
                .min(Comparator.comparingInt(carrier -> carrier.at(text)));
    }

    private int at(String text) {
        Matcher matcher = words.matcher(text);
        return matcher.find() ? matcher.start() : -1;
    }
}
