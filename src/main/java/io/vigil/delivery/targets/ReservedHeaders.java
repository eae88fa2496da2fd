package io.vigil.delivery.targets;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What no person may say of a post, whoever wants it to have more headers. */
public final class ReservedHeaders {

    /** Where the post goes, where it ends, and who signed it. */
    private static final Set<String> NAMES = Set.of("host", "content-length", "transfer-encoding", "connection", "keep-alive",
            "proxy-connection", "te", "trailer", "upgrade", "expect", "webhook-id", "webhook-timestamp", "webhook-signature");

    private ReservedHeaders() {
    }

    /** Whether a header of this name, in whatever case, is ours alone to set. */
    public static boolean contain(String name) {
        return NAMES.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Whether headers that hold secrets may be sent to the one as they were to the other: it is the same server. */
    public static boolean mayFollow(String from, String to) {
        return origin(URI.create(from)).equals(origin(URI.create(to)));
    }

    private static List<String> origin(URI address) {
        return List.of(String.valueOf(address.getScheme()), String.valueOf(address.getRawAuthority()));
    }
}
