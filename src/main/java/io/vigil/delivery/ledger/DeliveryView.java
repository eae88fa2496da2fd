package io.vigil.delivery.ledger;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.vigil.delivery.outbox.DeliveryState;
import io.vigil.delivery.outbox.NoticeRows;

/**
 * A delivery as administrators see it.
 *
 * @param notice the key of what is told
 * @param eventId null if it is about no event
 * @param sentAs by what the receiver tells a repeat
 * @param attempts for the text as it stands
 * @param isRefined whether an earlier text arrived
 * @param nextAttemptAt null if nothing is left to do
 */
public record DeliveryView(UUID id, UUID noticeId, String notice, UUID eventId, String title, String channel, String recipient,
        UUID sentAs, DeliveryState state, int attempts, boolean isRefined, Instant nextAttemptAt, String lastError,
        Instant createdAt, Instant finishedAt) {

    /**
     * Some of them, the newest first.
     *
     * @param totalCount exact up to ten thousand, beyond that at least one more than this page ends with, if there are more
     * @param failedNotices those of which not all deliveries could be made, the newest twenty
     */
    public record Page(List<DeliveryView> data, long totalCount, List<NoticeRows.Failed> failedNotices) {
    }

    /**
     * What is sent again.
     *
     * @param replayed how many deliveries
     * @param notices of how many notices deliveries are made again
     */
    public record Replayed(int replayed, int notices) {
    }
}
