package io.vigil.delivery.webhook.wire;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Headers that people want a post to have. Their values are secrets: no answer, row or line of the log repeats one. */
public final class ExtraHeaders {

    /** More than that is a mistake. */
    private static final int MOST = 20;
    private static final int LONGEST_VALUE = 4000;
    /** RFC 9110, 5.1. */
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
    /** RFC 9110, 5.5, without what is obsolete. */
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");
    /** What says where the post goes, where it ends, and who signed it. */
    private static final Set<String> OURS = Set.of("host", "content-length", "transfer-encoding", "connection", "keep-alive",
            "proxy-connection", "te", "trailer", "upgrade", "expect", "webhook-id", "webhook-timestamp", "webhook-signature");

    private ExtraHeaders() {
    }

    /** Why they cannot be sent, for a person and with no value in it; empty if they can. */
    public static Optional<String> misfit(Map<String, String> headers) {
        if (headers.size() > MOST) {
            return Optional.of("may be " + MOST + " at most");
        }
        for (Map.Entry<String, String> header : headers.entrySet()) {
            if (!NAME.matcher(header.getKey()).matches()) {
                return Optional.of("must have names as HTTP has them");
            }
            if (OURS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                return Optional.of("must not set " + header.getKey());
            }
            String value = header.getValue();
            if (value == null || value.length() > LONGEST_VALUE || !VALUE.matcher(value).matches()) {
                return Optional.of("must have a value of at most " + LONGEST_VALUE + " plain characters for "
                        + header.getKey());
            }
        }
        return Optional.empty();
    }
}
