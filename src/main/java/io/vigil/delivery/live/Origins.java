package io.vigil.delivery.live;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;

/**
 * Which pages may connect: a browser sends its cookies whoever's page asks it to, and names the page's origin (RFC 6454, RFC
 * 6455 section 10.2). Who names none is no browser.
 */
@Singleton
class Origins {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final Set<String> allowed;

    Origins(LiveConfig config) {
        this.allowed = config.origins().orElse(List.of()).stream().map(Origins::asBrowsersWriteIt).collect(Collectors.toSet());
    }

    /** In lower case, without a slash behind it, and without the port that its scheme has anyway. */
    private static String asBrowsersWriteIt(String told) {
        String origin = told.trim().toLowerCase(Locale.ROOT).replaceFirst("/+$", "");
        return origin.replaceFirst("^(https://.*):443$", "$1").replaceFirst("^(http://.*):80$", "$1");
    }

    /** Whether this request comes from a page that may connect, or from no page at all. */
    boolean allow(HttpServerRequest request) {
        return request.headers().getAll(HttpHeaders.ORIGIN).stream()
                .allMatch(origin -> allowed.contains(origin.toLowerCase(Locale.ROOT)) || isOwn(origin, request));
    }

    /**
     * Whether it is this host's. Without encryption up to here the scheme is the origin's to tell, because of proxies that end
     * TLS; with it, a page that came without is another origin.
     */
    private static boolean isOwn(String origin, HttpServerRequest request) {
        try {
            HostAndPort here = request.authority();
            URI uri = new URI(origin);
            if (request.isSSL() && !"https".equalsIgnoreCase(uri.getScheme())) {
                return false;
            }
            int usual = "https".equalsIgnoreCase(uri.getScheme()) ? HTTPS : HTTP;
            return here != null && uri.getHost() != null && uri.getHost().equalsIgnoreCase(here.host())
                    && port(uri.getPort(), usual) == port(here.port(), usual);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static int port(int told, int usual) {
        return told <= 0 ? usual : told;
    }
}
