package io.vigil.access.internal;

import java.util.List;
import java.util.stream.Stream;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * What a request shows to say who is calling. An API key counts alone; else the cookie goes before the bearer, and a cookie
 * that is no longer good does not hide a bearer that is.
 *
 * @param apiKey the header {@code X-API-Key}, or null
 * @param tokens what could be tokens, the one that goes first in front
 * @param bearer whatever was sent as bearer, or null
 */
public record Shown(String apiKey, List<String> tokens, String bearer) {

    /** The cookie that carries a token. */
    public static final String COOKIE = "access_token";
    private static final String SCHEME = "Bearer ";

    /** What this request shows. */
    public static Shown by(HttpServerRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        String bearer = authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? authorization.substring(SCHEME.length()).trim()
                : null;
        Cookie cookie = request.getCookie(COOKIE);
        List<String> tokens = Stream.of(cookie == null ? "" : cookie.getValue(), bearer == null ? "" : bearer)
                .filter(Secrets::isToken).distinct().toList();
        return new Shown(request.getHeader("X-API-Key"), tokens, bearer);
    }

    /** Whether there is anything that is worth a look-up. */
    public boolean isWorthALook() {
        return apiKey == null ? !tokens.isEmpty() : Secrets.isKey(apiKey);
    }

    /** Tells this from anything else that could be shown, without being it. */
    String fingerprint() {
        return Secrets.digest(apiKey == null ? String.join(" ", tokens) : apiKey);
    }
}
