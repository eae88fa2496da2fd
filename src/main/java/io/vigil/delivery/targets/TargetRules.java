package io.vigil.delivery.targets;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

/**
 * Which addresses are somebody else's on the Internet: those that the registries of special addresses (RFC 6890 and its
 * successors) do not set aside. What carries an IPv4 address in it is judged by that one.
 */
@Singleton
class TargetRules {

    /** IPv4 that is set aside: this host, private, shared, link-local, documentation, benchmarks, multicast, reserved. */
    private static final List<AddressRange> SPECIAL = ranges("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8",
            "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4");
    /** All IPv6 that is given out. */
    private static final AddressRange GLOBAL = AddressRange.of("2000::/3");
    /** Within it: protocol assignments with Teredo, documentation, 6to4. */
    private static final List<AddressRange> NOT_GLOBAL = ranges("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");
    /** Where NAT64 (RFC 6052) puts the IPv4 Internet for a network that has only IPv6. */
    private static final AddressRange NAT64 = AddressRange.of("64:ff9b::/96");
    private static final int NAT64_PREFIX_BYTES = 12;

    private final Set<String> allowedNames = new HashSet<>();
    private final List<AddressRange> allowedRanges = new ArrayList<>();

    TargetRules(TargetConfig config) {
        for (String entry : config.allowed().orElse(List.of())) {
            if (entry.contains("/") || entry.contains(":") || entry.matches("[\\d.]+")) {
                allowedRanges.add(range(entry));
            } else {
                allowedNames.add(Targets.plain(entry));
            }
        }
    }

    /** Whether the address may be connected to, under the plain name that led to it. */
    boolean allows(String host, InetAddress address) {
        return isPublic(address) || allowedNames.contains(host)
                || allowedRanges.stream().anyMatch(range -> range.contains(address));
    }

    private static boolean isPublic(InetAddress address) {
        if (address instanceof Inet4Address) {
            return SPECIAL.stream().noneMatch(range -> range.contains(address));
        }
        if (NAT64.contains(address)) {
            return isPublic(embedded(address));
        }
        return GLOBAL.contains(address) && NOT_GLOBAL.stream().noneMatch(range -> range.contains(address));
    }

    private static InetAddress embedded(InetAddress nat64) {
        byte[] bytes = nat64.getAddress();
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, NAT64_PREFIX_BYTES, bytes.length));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an address", e);
        }
    }

    private static AddressRange range(String entry) {
        try {
            return AddressRange.of(entry);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "vigil.delivery.targets.allowed: '" + entry + "' is no host name, address or range", e);
        }
    }

    private static List<AddressRange> ranges(String... texts) {
        return Stream.of(texts).map(AddressRange::of).toList();
    }
}
