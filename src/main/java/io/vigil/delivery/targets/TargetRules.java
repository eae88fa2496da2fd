package io.vigil.delivery.targets;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

/**
 * Which addresses are somebody else's on the Internet: those that the registries of special addresses (RFC 6890 and its
 * successors) do not set aside, and that are not of a network that this machine is in. What carries an IPv4 address in it is
 * judged by that one.
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

    private static final String NO_NETWORK = "The address is in a network that is not to be called; "
            + "vigil.delivery.targets.allowed can name it";
    private static final String NO_PORT = "The port is not one that may be called; vigil.delivery.targets.ports can name it, "
            + "or vigil.delivery.targets.allowed for this receiver alone";

    private final List<AllowedTarget> allowed;
    private final Set<Integer> ports;
    private final HomeNetwork home;

    TargetRules(TargetConfig config, HomeNetwork home) {
        this.allowed = config.allowed().orElse(List.of()).stream().map(String::strip).filter(entry -> !entry.isEmpty())
                .map(TargetRules::entry).toList();
        this.ports = Set.copyOf(config.ports());
        this.home = home;
    }

    /** Why the address may not be connected to, under the plain name that led to it, for a person; empty if it may. */
    Optional<String> against(String host, InetAddress address, int port) {
        List<AllowedTarget> naming = allowed.stream().filter(entry -> entry.names(host, address)).toList();
        boolean isForeign = isForeign(address);
        if (isForeign && ports.contains(port) || naming.stream().anyMatch(entry -> entry.opens(port, ports))) {
            return Optional.empty();
        }
        return Optional.of(isForeign || !naming.isEmpty() ? NO_PORT : NO_NETWORK);
    }

    private boolean isForeign(InetAddress address) {
        InetAddress reached = NAT64.contains(address) ? embedded(address) : address;
        return isPublic(reached) && !home.covers(reached) && !home.covers(address);
    }

    private static boolean isPublic(InetAddress address) {
        if (address instanceof Inet4Address) {
            return SPECIAL.stream().noneMatch(range -> range.contains(address));
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

    private static AllowedTarget entry(String entry) {
        try {
            return AllowedTarget.of(entry);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "vigil.delivery.targets.allowed: '" + entry + "' is no host name, address or range, with a port or without",
                    e);
        }
    }

    private static List<AddressRange> ranges(String... texts) {
        return Stream.of(texts).map(AddressRange::of).toList();
    }
}
