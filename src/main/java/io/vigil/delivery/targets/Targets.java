package io.vigil.delivery.targets;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import io.vertx.core.Future;

/** Judges where something may be posted to. */
@Singleton
public class Targets {

    static final int HIGHEST_PORT = 65535;
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;
    private static final Pattern NUMBER = Pattern.compile("\\d+|0x[0-9a-f]*");
    private static final Pattern IPV4 = Pattern
            .compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");

    private final NameResolver names;
    private final TargetRules rules;

    Targets(NameResolver names, TargetRules rules) {
        this.names = names;
        this.rules = rules;
    }

    /** What may be said of an address. */
    public sealed interface Judged {

        /**
         * It may be called.
         *
         * @param addresses those to connect to, the first that takes it, whatever the name leads to by now; at least one
         */
        record Good(URI to, List<InetAddress> addresses) implements Judged {

            /** The first to try. */
            public InetAddress address() {
                return addresses.get(0);
            }
        }

        /**
         * It may not be called.
         *
         * @param reason for a person
         * @param isForNow whether that is what its name leads to now; later the name may lead elsewhere
         */
        record Refused(String reason, boolean isForNow) implements Judged {
        }

        /** Its name leads nowhere now; it may later. */
        record Unknown(String reason) implements Judged {
        }
    }

    /**
     * Looks the host up, once, and judges all that it stands for: one address of this network is one too many. The future
     * does not fail. It ends on a thread of the look-up's.
     */
    public Future<Judged> judge(URI to) {
        Optional<String> misshapen = misshapen(to);
        if (misshapen.isPresent()) {
            return Future.succeededFuture(new Judged.Refused(misshapen.get(), false));
        }
        String host = plain(to.getHost());
        return names.addresses(host).map(addresses -> judge(to, host, addresses))
                .otherwise(new Judged.Unknown("The name " + host + " cannot be looked up"));
    }

    private Judged judge(URI to, String host, List<InetAddress> addresses) {
        for (InetAddress address : addresses) {
            Optional<String> against = rules.against(host, address, port(to));
            if (against.isPresent()) {
                return new Judged.Refused(against.get(), !isLiteral(host));
            }
        }
        return new Judged.Good(to, List.copyOf(addresses));
    }

    /** Whether the plain host is an address itself, which leads nowhere else ever. */
    private static boolean isLiteral(String host) {
        return host.contains(":") || IPV4.matcher(host).matches();
    }

    /** Which port an address means. */
    static int port(URI to) {
        int usual = isTls(to) ? HTTPS_PORT : HTTP_PORT;
        return to.getPort() > 0 ? to.getPort() : usual;
    }

    static boolean isTls(URI to) {
        return "https".equalsIgnoreCase(to.getScheme());
    }

    private static Optional<String> misshapen(URI to) {
        if (!isTls(to) && !"http".equalsIgnoreCase(to.getScheme())) {
            return Optional.of("The address must begin with https:// or http://");
        }
        if (to.getHost() == null || to.getRawUserInfo() != null) {
            return Optional.of("The address must name a host, and no user");
        }
        if (to.getHost().contains("%")) {
            // The zone of RFC 6874: it names an interface of this machine.
            return Optional.of("The address must not name a network interface");
        }
        if (isOddNumber(to.getHost())) {
            return Optional.of("The address must have its numbers in the usual form");
        }
        if (to.getPort() == 0 || to.getPort() > HIGHEST_PORT) {
            return Optional.of("The address has a port that there is not");
        }
        return Optional.empty();
    }

    /** What programs read differently, such as 0177.0.0.1: a last part that is a number makes it an IPv4 address. */
    private static boolean isOddNumber(String host) {
        String name = plain(host);
        String last = name.substring(name.lastIndexOf('.') + 1);
        return !name.contains(":") && NUMBER.matcher(last).matches() && !IPV4.matcher(name).matches();
    }

    /** As names are looked up: without the dot that may end one, and IPv6 without its brackets. */
    static String plain(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.startsWith("[")) {
            return name.substring(1, name.length() - 1);
        }
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
