package io.vigil.delivery;

import java.time.Instant;
import java.util.UUID;

/**
 * One message to one recipient, on its way for the first time or again.
 *
 * @param id the same for each try, so that a receiver can tell a repeat; another for a refined text
 * @param noticeKey what is told, the same for all channels, recipients and refinements
 * @param recipient in the words of the channel
 * @param attempt 1 for the first
 * @param isRefined whether this recipient was told an earlier text of it
 * @param createdAt when it was known
 */
public record Outgoing(UUID id, String noticeKey, String recipient, int attempt, boolean isRefined, Instant createdAt,
        Message message) {

    /** Whether this recipient was told already what matters of it, and need not hear of the better text. */
    public boolean isSilent() {
        return isRefined && !message.isUpgrade();
    }
}
