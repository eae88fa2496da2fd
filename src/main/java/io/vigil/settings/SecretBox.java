package io.vigil.settings;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;

/**
 * Seals secrets for the database and opens them again: AES-256-GCM, as the text
 * {@code v1.<key id>.<base64url of nonce and ciphertext>}. The purpose is authenticated with it, so that a secret moved to
 * another place does not open there. While a new key takes the place of another, both open and the new one seals.
 */
@Singleton
public class SecretBox {

    private static final String VERSION = "v1";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final MasterKey master;
    /** By the ids of the keys that they derive from. */
    private final Map<String, SecretKeySpec> sealing;
    private final SecureRandom random = new SecureRandom();

    /** The text cannot be opened: other key, other purpose, or changed on its way. Trying again does not help. */
    public static final class Unreadable extends RuntimeException {
        private Unreadable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    SecretBox(MasterKey master) {
        this.master = master;
        this.sealing = master.all().stream()
                .collect(Collectors.toUnmodifiableMap(RootKey::id, key -> new SecretKeySpec(key.derive("seal"), "AES")));
    }

    /** Before anything else starts: without its key the process does not. */
    void start(@Observes @Priority(1) StartupEvent event) {
        master.present();
    }

    /**
     * Seals a text. Two calls with the same text answer differently.
     *
     * @param purpose what the secret is for, such as its setting's name: a constant, needed again to open it
     */
    public String encrypt(String plain, String purpose) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keyId(), nonce, purpose);
            byte[] text = plain.getBytes(StandardCharsets.UTF_8);
            byte[] sealed = new byte[NONCE_BYTES + cipher.getOutputSize(text.length)];
            System.arraycopy(nonce, 0, sealed, 0, NONCE_BYTES);
            cipher.doFinal(text, 0, text.length, sealed, NONCE_BYTES);
            return VERSION + '.' + keyId() + '.' + Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has AES-GCM", e);
        }
    }

    /**
     * Opens what {@link #encrypt} sealed for the same purpose.
     *
     * @throws Unreadable if it was sealed with a key that is not here, or for another purpose, or was changed
     */
    public String decrypt(String sealed, String purpose) {
        String[] parts = sealed.split("\\.", -1);
        if (parts.length != 3 || !parts[0].equals(VERSION)) {
            throw new Unreadable("This is no sealed text of version " + VERSION, null);
        }
        if (!opens(parts[1])) {
            throw new Unreadable("Sealed with another secret key than the present one, " + keyId()
                    + ": give it as VIGIL_SECRET_KEY_PREVIOUS, or set the secret anew", null);
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(parts[2]);
            if (bytes.length < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
                throw new Unreadable("A sealed text is cut short", null);
            }
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, parts[1], bytes, purpose);
            return new String(cipher.doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES), StandardCharsets.UTF_8);
        } catch (AEADBadTagException e) {
            throw new Unreadable("Not sealed for '" + purpose + "', or changed since", e);
        } catch (IllegalArgumentException e) {
            throw new Unreadable("A sealed text is not base64", null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has AES-GCM", e);
        }
    }

    /**
     * Seals with the present key what the previous one may have sealed.
     *
     * @throws Unreadable as {@link #decrypt} does
     */
    public String reseal(String sealed, String purpose) {
        return encrypt(decrypt(sealed, purpose), purpose);
    }

    /** Names the present key without telling it: the second part of what it sealed. */
    public String keyId() {
        return master.present().id();
    }

    /** Likewise the key before it, if that one opens here too. */
    public Optional<String> previousKeyId() {
        return master.previous().map(RootKey::id);
    }

    /** Names every key that opens here. */
    public Set<String> keyIds() {
        return sealing.keySet();
    }

    /** Whether what the key of that name has sealed can be opened here. */
    public boolean opens(String keyId) {
        return sealing.containsKey(keyId);
    }

    /** HMAC-SHA256 of the data, under a key that only this purpose has: by the present key, then by the previous one. */
    public List<byte[]> macs(String purpose, byte[] data) {
        return master.all().stream().map(key -> RootKey.hmac(key.derive("mac/" + purpose), data)).toList();
    }

    private Cipher cipher(int mode, String keyId, byte[] startsWithNonce, String purpose) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, sealing.get(keyId), new GCMParameterSpec(TAG_BITS, startsWithNonce, 0, NONCE_BYTES));
        cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
