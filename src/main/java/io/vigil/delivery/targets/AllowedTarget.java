package io.vigil.delivery.targets;

import java.net.InetAddress;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An entry of the allow-list: whom it names, and what it opens there.
 *
 * @param name a plain host name, or null
 * @param range addresses, or null
 * @param port the only one that it opens, {@link #ANY} or {@link #LISTED}
 */
record AllowedTarget(String name, AddressRange range, int port) {

    /** Opens every port. */
    static final int ANY = 0;
    /** Opens those that are open everywhere. */
    static final int LISTED = -1;
    private static final Pattern WITH_PORT = Pattern.compile("(\\[[^\\[\\]]*]|[^:\\[\\]]+):(\\*|\\d{1,5})");
    private static final Pattern NAME = Pattern.compile("(?![\\d.]+$)[^/:\\[\\]]+");

    /**
     * Reads an entry. An IPv6 address stands in brackets if there is a port behind it.
     *
     * @throws IllegalArgumentException if it is none
     */
    static AllowedTarget of(String entry) {
        Matcher parts = WITH_PORT.matcher(entry);
        boolean hasPort = parts.matches();
        String whom = hasPort ? parts.group(1) : entry;
        int port = hasPort ? port(parts.group(2)) : LISTED;
        if (NAME.matcher(whom).matches()) {
            return new AllowedTarget(Targets.plain(whom), null, port);
        }
        boolean isBracketed = whom.startsWith("[") && whom.endsWith("]");
        return new AllowedTarget(null, AddressRange.of(isBracketed ? whom.substring(1, whom.length() - 1) : whom), port);
    }

    private static int port(String text) {
        int port = "*".equals(text) ? ANY : Integer.parseInt(text);
        if (port > Targets.HIGHEST_PORT || port == ANY && !"*".equals(text)) {
            throw new IllegalArgumentException("no such port");
        }
        return port;
    }

    /** Whether it means this address, or the plain name that led to it. */
    boolean names(String host, InetAddress address) {
        return name != null ? name.equals(host) : range.contains(address);
    }

    /** Whether it opens the port to whom it names. */
    boolean opens(int wanted, Set<Integer> listed) {
        return port == ANY || (port == LISTED ? listed.contains(wanted) : port == wanted);
    }
}
