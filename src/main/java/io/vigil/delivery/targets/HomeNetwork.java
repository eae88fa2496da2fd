package io.vigil.delivery.targets;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

/**
 * The networks that this machine is in. Who is there belongs to the household, whatever the address: with IPv6 all of its
 * devices have public ones.
 */
@Singleton
class HomeNetwork {

    private static final Logger LOG = Logger.getLogger(HomeNetwork.class);
    private static final Duration GOOD_FOR = Duration.ofMinutes(1);

    private final Supplier<List<AddressRange>> look;
    private final InstantSource clock;
    private List<AddressRange> ranges;
    private Instant seenAt;

    @Inject
    HomeNetwork(Clock clock) {
        this(HomeNetwork::ofInterfaces, clock);
    }

    /**
     * Looks once, and again as time goes by.
     *
     * @param look what the networks are now; one {@link UncheckedIOException} later on leaves it at what is known
     */
    HomeNetwork(Supplier<List<AddressRange>> look, InstantSource clock) {
        this.look = look;
        this.clock = clock;
        this.ranges = look.get();
        this.seenAt = clock.instant();
    }

    boolean covers(InetAddress address) {
        return ranges().stream().anyMatch(range -> range.contains(address));
    }

    private synchronized List<AddressRange> ranges() {
        Instant now = clock.instant();
        if (Duration.between(seenAt, now).abs().compareTo(GOOD_FOR) >= 0) {
            seenAt = now;
            try {
                ranges = look.get();
            } catch (UncheckedIOException e) {
                LOG.warnf("The networks of this machine are taken to be what they were: %s", e.getMessage());
            }
        }
        return ranges;
    }

    /** A prefix of no bits is what an interface has that is in no network of its own. */
    private static List<AddressRange> ofInterfaces() {
        try {
            return NetworkInterface.networkInterfaces().flatMap(one -> one.getInterfaceAddresses().stream())
                    .filter(address -> address.getNetworkPrefixLength() > 0).map(HomeNetwork::range).toList();
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AddressRange range(InterfaceAddress address) {
        return new AddressRange(address.getAddress().getAddress(), address.getNetworkPrefixLength());
    }
}
