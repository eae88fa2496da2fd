package io.vigil.protect.simulator.console;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.vigil.protect.simulator.SimulatorSetup;

/** Who may come in: one key of the official API, and the sessions of one account of the private one. */
public final class Accounts {

    private static final int FAILURES = 5;

    private final Map<String, Set<String>> sessions = new ConcurrentHashMap<>();
    private final String cookie;
    private volatile String apiKey;
    private volatile String username;
    private volatile String password;
    private int failures;

    Accounts(SimulatorSetup setup) {
        cookie = setup.cookie();
        apiKey = setup.apiKey();
        username = setup.username();
        password = setup.password();
    }

    /** Another key from now on; null for none. */
    public void changeKey(String key) {
        apiKey = key;
    }

    /** Another password from now on; sessions stay. */
    public void changePassword(String secret) {
        password = secret;
    }

    /** All cookies are worth nothing from now on. */
    public void forgetSessions() {
        sessions.clear();
    }

    /** Sign-ins are tried again after too many wrong ones. */
    public synchronized void unlock() {
        failures = 0;
    }

    /** Whether too many sign-ins in a row were wrong. */
    synchronized boolean isLocked() {
        return failures >= FAILURES;
    }

    /** Name of the cookie that holds a session. */
    String cookie() {
        return cookie;
    }

    boolean isKey(String key) {
        return key != null && key.equals(apiKey);
    }

    /** A new session's cookie, or null. */
    synchronized String signIn(String user, String secret) {
        if (username == null || !username.equals(user) || !password.equals(secret)) {
            failures++;
            return null;
        }
        failures = 0;
        String claims = "{\"userId\":\"4c5f03a8c8bd48ad8e066285\",\"jti\":\"" + UUID.randomUUID() + "\"}";
        String token = part("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + part(claims) + "." + part("unsigned");
        sessions.put(token, ConcurrentHashMap.newKeySet());
        return token;
    }

    /** One more CSRF token of the session; earlier ones stay good. */
    String csrf(String token) {
        String csrf = UUID.randomUUID().toString();
        sessions.computeIfPresent(token, (cookie, tokens) -> {
            tokens.add(csrf);
            return tokens;
        });
        return csrf;
    }

    boolean isSession(String token) {
        return token != null && sessions.containsKey(token);
    }

    boolean isCsrf(String token, String csrf) {
        return csrf != null && sessions.getOrDefault(token, Set.of()).contains(csrf);
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
