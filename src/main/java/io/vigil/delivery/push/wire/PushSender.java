package io.vigil.delivery.push.wire;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;

import jakarta.inject.Singleton;

import com.zerodeplibs.webpush.MessageEncryptions;
import com.zerodeplibs.webpush.PushMessage;
import com.zerodeplibs.webpush.UserAgentMessageEncryptionKeyInfo;
import com.zerodeplibs.webpush.VAPIDKeyPair;
import com.zerodeplibs.webpush.jwt.VAPIDJWTParam;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vigil.delivery.Message;
import io.vigil.delivery.Outcome;
import io.vigil.delivery.Outgoing;
import io.vigil.delivery.WallClock;
import io.vigil.delivery.push.PushConfig;
import io.vigil.delivery.targets.TargetClient;
import io.vigil.session.SessionContext;
import io.vigil.settings.Settings;

/** Encrypts a notification for a browser, signs the request, and posts it to the browser's push service. */
@Singleton
public class PushSender {

    /** RFC 8292 allows a day; a clock may be wrong by some hours. */
    private static final Duration TOKEN_LIFETIME = Duration.ofHours(12);
    /** Where the record size stands behind the salt (RFC 8188, 2.1). */
    private static final int RECORD_SIZE_AT = 16;
    /** More than a push service takes (RFC 8030, 7.2), so that everything is one record. */
    private static final int RECORD_SIZE = 4096;
    /** Of a hash, as much as 32 characters of base64url hold (RFC 8030, 5.4). */
    private static final int TOPIC_BYTES = 24;
    private static final int HTTPS_PORT = 443;

    private final VapidKeys keys;
    private final TargetClient client;
    private final PushConfig config;
    private final Settings settings;
    private final Clock clock;

    /**
     * Whom to send to (Push API, {@code PushSubscription}).
     *
     * @param p256dh base64url
     * @param auth base64url
     */
    public record Browser(URI endpoint, String p256dh, String auth) {
    }

    PushSender(VapidKeys keys, TargetClient client, PushConfig config, Settings settings, Clock clock) {
        this.keys = keys;
        this.client = client;
        this.config = config;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Tells a browser. To be called on a worker, outside any session, and only if there is a subject to sign with. The future
     * does not fail, and ends on another thread.
     *
     * @param isOvertaken whether this browser was told of something later of the same camera
     * @throws io.vigil.settings.SecretBox.Unreadable if the private key cannot be opened
     */
    public Future<Outcome> tell(Browser browser, Outgoing outgoing, boolean isSoundWanted, boolean isOvertaken) {
        Message message = outgoing.message();
        Duration left = left(outgoing);
        if (left.isZero() || left.isNegative()) {
            return Future.succeededFuture(new Outcome.Skipped("Too old to be told"));
        }
        PushNotification notification = PushNotification.of(outgoing, isSoundWanted, isOvertaken,
                WallClock.late(message, settings, clock.instant()));
        return send(browser, notification, left, Urgency.of(message), topic(notification.tag(), outgoing.isSilent()));
    }

    /**
     * How much longer it is worth telling. An event ages from when it happened, because it is told as if it was now; a digest,
     * or what else is about the past, from when it was known.
     */
    private Duration left(Outgoing outgoing) {
        Message message = outgoing.message();
        Instant since = message.subject() == Message.Subject.EVENT ? message.occurredAt() : outgoing.createdAt();
        Duration left = config.ttl().minus(Duration.between(since, clock.instant()));
        // What happened in the future is of a camera whose clock is wrong.
        return left.compareTo(config.ttl()) > 0 ? config.ttl() : left;
    }

    /** Sends a browser what tests whether anything arrives; likewise. */
    public Future<Outcome> test(Browser browser) {
        PushNotification notification = PushNotification.test();
        return send(browser, notification, config.ttl(), Urgency.HIGH, topic(notification.tag(), false));
    }

    private Future<Outcome> send(Browser browser, PushNotification notification, Duration ttl, Urgency urgency, String topic) {
        SessionContext.requireNone("push");
        Map<String, String> headers = Map.of("Authorization", authorization(keys.pair(), browser.endpoint()),
                "Content-Encoding", "aes128gcm", "Content-Type", "application/octet-stream",
                "TTL", String.valueOf(ttl.toSeconds()), "Urgency", urgency.word(), "Topic", topic);
        Buffer body = Buffer.buffer(encrypted(browser, notification.json()));
        return client.post(new TargetClient.Post(browser.endpoint(), headers, body, config.deadline()))
                .map(reply -> PushVerdict.of(reply, browser.endpoint(), clock.instant()));
    }

    /** Who sends it (RFC 8292): the audience is the origin of the endpoint, in the form of RFC 6454, 6. */
    private String authorization(VAPIDKeyPair pair, URI endpoint) {
        boolean hasPort = endpoint.getPort() > 0 && endpoint.getPort() != HTTPS_PORT;
        String origin = "https://" + endpoint.getHost().toLowerCase(Locale.ROOT) + (hasPort ? ":" + endpoint.getPort() : "");
        return pair.generateAuthorizationHeaderValue(VAPIDJWTParam.getBuilder().resourceURLString(origin)
                .expirationTime(clock.instant().plus(TOKEN_LIFETIME)).subject(config.subject().orElseThrow()).build());
    }

    private static byte[] encrypted(Browser browser, byte[] text) {
        byte[] bytes = MessageEncryptions.of().encrypt(
                UserAgentMessageEncryptionKeyInfo.of(bytes(browser.p256dh()), bytes(browser.auth())), PushMessage.of(text))
                .toBytes();
        // The library writes the exact size; RFC 8291, 4 wants more than that, and nothing depends on it but the splitting.
        ByteBuffer.wrap(bytes).putInt(RECORD_SIZE_AT, RECORD_SIZE);
        return bytes;
    }

    /**
     * What the push service keeps one of for a browser that is away: the newest of a camera. A refined text is kept beside the
     * first one, or who was away for a moment would get only the one without a sound.
     */
    private static String topic(String tag, boolean isSilent) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((isSilent ? "refined/" : "first/").concat(tag).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, TOPIC_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static byte[] bytes(String text) {
        return Base64.getUrlDecoder().decode(text);
    }
}
