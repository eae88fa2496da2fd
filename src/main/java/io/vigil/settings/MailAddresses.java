package io.vigil.settings;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Addresses of people, as a text with commas between them. */
public record MailAddresses(List<String> each) {

    /** The form of one: as browsers take it, which is RFC 5322 without comments, quotes and line ends. */
    public static final String FORM = "[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
            + "(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*";
    static final MailAddresses NONE = new MailAddresses(List.of());
    static final int MOST = 20;
    private static final Pattern ONE = Pattern.compile(FORM);
    /** RFC 5321, 4.5.3.1.3, without the angle brackets. */
    private static final int LONGEST = 254;

    /**
     * Reads them. Each is kept once.
     *
     * @throws IllegalArgumentException if one is none, or they are too many
     */
    static MailAddresses parse(String text) {
        List<String> each = Stream.of(text.split(",", -1)).map(String::strip).filter(one -> !one.isEmpty()).distinct().toList();
        if (each.size() > MOST || !each.stream().allMatch(one -> one.length() <= LONGEST && ONE.matcher(one).matches())) {
            throw new IllegalArgumentException("No mail addresses");
        }
        return new MailAddresses(each);
    }

    /** As people write them. */
    @Override
    public String toString() {
        return String.join(", ", each);
    }
}
