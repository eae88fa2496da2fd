package io.vigil.delivery.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A post as its receiver verifies it, by the letter of Standard Webhooks 1.0.0 and by no code of ours. */
public record SignedPost(String id, String timestamp, String signatures, byte[] body) {

    /** What came. */
    public static SignedPost of(HookStub.Posted posted) {
        return new SignedPost(posted.header("webhook-id"), posted.header("webhook-timestamp"),
                posted.header("webhook-signature"), posted.body());
    }

    /** Whether one of its signatures is this secret's. */
    public boolean isSignedWith(String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.replaceFirst("^whsec_", "")), "HmacSHA256"));
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            byte[] expected = mac.doFinal(body);
            return Arrays.stream(signatures.split(" ")).filter(signature -> signature.startsWith("v1,"))
                    .anyMatch(signature -> MessageDigest.isEqual(Base64.getDecoder().decode(signature.substring(3)), expected));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With one byte of the body another. */
    public SignedPost withBodyByte(int at) {
        byte[] altered = body.clone();
        altered[at] ^= 1;
        return new SignedPost(id, timestamp, signatures, altered);
    }

    /** With one character of the id another. */
    public SignedPost withIdCharacter(int at) {
        return new SignedPost(altered(id, at), timestamp, signatures, body);
    }

    /** With one digit of the time another. */
    public SignedPost withTimestampDigit(int at) {
        return new SignedPost(id, altered(timestamp, at), signatures, body);
    }

    private static String altered(String text, int at) {
        return text.substring(0, at) + (char) (text.charAt(at) ^ 1) + text.substring(at + 1);
    }
}
