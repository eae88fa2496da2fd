package io.vigil.protect.client;

/**
 * Where a controller is, how its certificate is trusted and how to sign in to it: with a key, with a local account, or with
 * both.
 *
 * @param verifySsl whether its certificate must be one that the JDK trusts for this host; without it and without a
 *        fingerprint this one controller is trusted whatever it shows
 * @param fingerprint SHA-256 of the only certificate to accept, as 64 hex digits in lower case; or null
 * @param apiKey for the official API, or null
 * @param username for the private API, or null
 * @param password for the private API, or null
 */
public record ControllerAccess(String host, int port, boolean verifySsl, String fingerprint, String apiKey, String username,
        String password) {

    /** Whether the official API can be used. */
    public boolean isOfficial() {
        return apiKey != null;
    }

    /** Whether the private API can be used: history, pictures of events and clips. */
    public boolean isPrivate() {
        return username != null && password != null;
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
