package io.vigil.delivery.push;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a browser does with a push message: RFC 8291 with RFC 8188, step by step in the words of RFC 8291, appendix A. It is
 * stricter than browsers where the RFC is.
 *
 * @param cek content-encryption key
 */
record Decryption(byte[] ecdhSecret, byte[] ikm, byte[] prk, byte[] cek, byte[] nonce, byte[] plaintext) {

    private static final int SALT = 16;
    private static final int TAG = 16;

    /**
     * Decrypts a body.
     *
     * @param uaPublic the browser's own key, uncompressed
     * @throws IllegalArgumentException if the body is not what the RFCs want
     */
    static Decryption of(byte[] body, ECPrivateKey uaPrivate, byte[] uaPublic, byte[] auth) {
        ByteBuffer in = ByteBuffer.wrap(body);
        byte[] salt = take(in, SALT);
        int recordSize = in.getInt();
        byte[] asPublic = take(in, in.get() & 0xff);
        byte[] record = take(in, in.remaining());
        // RFC 8291, 4: one record, of a size greater than the text, the delimiter, the padding and the tag together.
        if (recordSize <= record.length || record.length < TAG + 1) {
            throw new IllegalArgumentException("Record size " + recordSize + " for " + record.length);
        }
        try {
            KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
            agreement.init(uaPrivate);
            agreement.doPhase(P256.publicKey(asPublic), true);
            byte[] ecdhSecret = agreement.generateSecret();
            byte[] prkKey = hmac(auth, ecdhSecret);
            byte[] ikm = hmac(prkKey, join("WebPush: info\0".getBytes(US_ASCII), uaPublic, asPublic, new byte[] { 1 }));
            byte[] prk = hmac(salt, ikm);
            byte[] cek = Arrays.copyOf(hmac(prk, "Content-Encoding: aes128gcm\0\1".getBytes(US_ASCII)), 16);
            byte[] nonce = Arrays.copyOf(hmac(prk, "Content-Encoding: nonce\0\1".getBytes(US_ASCII)), 12);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(cek, "AES"), new GCMParameterSpec(TAG * 8, nonce));
            return new Decryption(ecdhSecret, ikm, prk, cek, nonce, withoutPadding(cipher.doFinal(record)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("Not for this browser", e);
        }
    }

    private static byte[] withoutPadding(byte[] padded) {
        int end = padded.length - 1;
        while (end > 0 && padded[end] == 0) {
            end--;
        }
        if (padded[end] != 2) {
            throw new IllegalArgumentException("The last record ends with 2 and zeros");
        }
        return Arrays.copyOf(padded, end);
    }

    private static byte[] take(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(data);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
