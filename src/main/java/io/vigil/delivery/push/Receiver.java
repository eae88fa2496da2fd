package io.vigil.delivery.push;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import io.vigil.delivery.Message;

/**
 * A subscription as sending needs it, outside the session that read it.
 *
 * @param endpoint where the push service takes messages for this browser; who knows it can send to it
 * @param p256dh the browser's key, base64url
 * @param auth its secret, sealed
 * @param isOwnerActive whether its user may still sign in
 */
record Receiver(UUID id, URI endpoint, String p256dh, String auth, boolean isOwnerActive, Wishes wishes) {

    /** Why this is not to be told now, for a person; empty if it is. */
    Optional<String> against(Message message, Instant now) {
        return isOwnerActive ? wishes.against(message, now) : Optional.of("The user is deactivated");
    }
}
