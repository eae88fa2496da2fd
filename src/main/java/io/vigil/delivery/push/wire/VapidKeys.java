package io.vigil.delivery.push.wire;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.util.Base64;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import com.zerodeplibs.webpush.VAPIDKeyPair;
import com.zerodeplibs.webpush.VAPIDKeyPairs;
import com.zerodeplibs.webpush.key.PrivateKeySources;
import com.zerodeplibs.webpush.key.PublicKeySources;

import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.settings.SealedColumn;
import io.vigil.settings.SecretBox;

/**
 * The pair of keys of this installation (RFC 8292), made when it is first asked for. Browsers are bound to the public half that
 * they subscribed to, so that the pair stays, and is the same for all replicas: whoever is second takes the first one's.
 */
@Singleton
public class VapidKeys {

    /** What the sealed private half is for. */
    static final String PRIVATE_KEY = "push_vapid_key.private_key";
    private static final String CURVE = "secp256r1";

    private final SecretBox box;
    private final Clock clock;

    VapidKeys(SecretBox box, Clock clock) {
        this.box = box;
        this.clock = clock;
    }

    @Produces
    @Singleton
    static SealedColumn sealedPrivateKey() {
        return SealedColumn.single("push_vapid_key", "private_key", PRIVATE_KEY);
    }

    /** The public half, as browsers subscribe to it: an uncompressed point, base64url without padding. */
    public String publicKey() {
        return stored().publicKey();
    }

    /**
     * Both halves, to sign with.
     *
     * @throws SecretBox.Unreadable if the private half was sealed with another secret key than the present one
     */
    public VAPIDKeyPair pair() {
        VapidKey.Stored stored = stored();
        return VAPIDKeyPairs.of(PrivateKeySources.ofPKCS8Bytes(bytes(box.decrypt(stored.privateKey(), PRIVATE_KEY))),
                PublicKeySources.ofUncompressedBytes(bytes(stored.publicKey())));
    }

    private VapidKey.Stored stored() {
        return SessionContext.session("push.vapid-key").asReadOnly().within(Budget.REQUEST)
                .call(() -> VapidKey.stored()).orElseGet(this::first);
    }

    private VapidKey.Stored first() {
        VapidKey.Stored made = made();
        return SessionContext.session("push.keep-vapid-key").within(Budget.REQUEST)
                .call(() -> VapidKey.keep(made, clock.instant()));
    }

    private VapidKey.Stored made() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE));
            KeyPair pair = generator.generateKeyPair();
            byte[] point = PublicKeySources.ofECPublicKey((ECPublicKey) pair.getPublic()).extractBytesInUncompressedForm();
            return new VapidKey.Stored(text(point), box.encrypt(text(pair.getPrivate().getEncoded()), PRIVATE_KEY));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has P-256", e);
        }
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] bytes(String text) {
        return Base64.getUrlDecoder().decode(text);
    }
}
