package io.vigil.delivery.webhook.wire;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import io.vigil.delivery.targets.ReservedHeaders;

/** Headers that people want a post to have. Their values are secrets: no answer, row or line of the log repeats one. */
public final class ExtraHeaders {

    /** More than that is a mistake. */
    private static final int MOST = 20;
    private static final int LONGEST_VALUE = 4000;
    /** RFC 9110, 5.1. */
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
    /** RFC 9110, 5.5, without what is obsolete. */
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");

    private ExtraHeaders() {
    }

    /**
     * Why they cannot be sent, for a person and with no value in it, nor a name: a mixed-up pair has the secret for that. Empty
     * if they can.
     */
    public static Optional<String> misfit(Map<String, String> headers) {
        if (headers.size() > MOST) {
            return Optional.of("may be " + MOST + " at most");
        }
        for (Map.Entry<String, String> header : headers.entrySet()) {
            if (!NAME.matcher(header.getKey()).matches()) {
                return Optional.of("must have names as HTTP has them");
            }
            if (ReservedHeaders.contain(header.getKey())) {
                return Optional.of("must not have a name that is ours to set");
            }
            String value = header.getValue();
            if (value == null || value.length() > LONGEST_VALUE || !VALUE.matcher(value).matches()) {
                return Optional.of("must have values of at most " + LONGEST_VALUE + " plain characters");
            }
        }
        return Optional.empty();
    }
}
