package io.vigil.access.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** Makes the secrets that callers show, tells their form, and digests them. */
public final class Secrets {

    /** What every API key begins with. */
    public static final String KEY_START = "vigil_";
    /** How a hash begins that needs no secret key. */
    static final String UNBOUND = "sha256.";
    private static final int TOKEN_BYTES = 32;
    private static final int KEY_BYTES = 24;
    private static final int KEY_PREFIX_LENGTH = 8;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Pattern KEY = Pattern.compile(KEY_START + "[A-Za-z0-9_-]{32}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private Secrets() {
    }

    /** A token of 256 random bits. */
    static String newToken() {
        return random(TOKEN_BYTES);
    }

    /** An API key of 192 random bits. */
    public static String newKey() {
        return KEY_START + random(KEY_BYTES);
    }

    /** Whether this could be a token; what could not is not worth a look-up. */
    static boolean isToken(String text) {
        return text != null && TOKEN.matcher(text).matches();
    }

    /** Whether this could be an API key. */
    static boolean isKey(String text) {
        return KEY.matcher(text).matches();
    }

    /** The part of an API key that finds it and may be shown. */
    public static String keyPrefix(String key) {
        return key.substring(KEY_START.length(), KEY_START.length() + KEY_PREFIX_LENGTH);
    }

    /** What the database keeps of an API key. It needs no secret key, so that it outlives a change of that. */
    public static String keyHash(String key) {
        return UNBOUND + digest(key);
    }

    /** SHA-256 as base64url. Enough for what is random to begin with, and for nothing that a person thought up. */
    static String digest(String secret) {
        return encode(sha256(secret));
    }

    /** Whether both are the same text, in a time that does not tell how much of it. */
    public static boolean same(String one, String other) {
        return MessageDigest.isEqual(sha256(one), sha256(other));
    }

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return encode(random);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
