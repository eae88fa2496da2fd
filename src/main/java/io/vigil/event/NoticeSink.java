package io.vigil.event;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * What must be told about events, by the feature that tells it. Called inside the session that records the event, so that
 * both commit together; an exception rolls both back.
 */
public interface NoticeSink {

    /** Takes a notice. Only writes rows: nothing outside may be called from here. */
    void take(Notice notice);

    /** Takes many of events that are stored together, each of another event; on the same terms. */
    default void take(List<Notice> notices) {
        notices.forEach(this::take);
    }

    /** Takes the news that the money for models runs short; on the same terms. Who tells nobody of money need not. */
    default void take(SpendingNotice notice) {
    }

    /**
     * A step of a cap that was reached; there is one notice for each step of each period.
     *
     * @param period {@code daily} or {@code monthly}
     * @param startsOn the first day of the period
     * @param threshold 50, 80 or 100: percent of the cap
     * @param cost what was spent so far, in USD
     * @param cap in USD
     */
    record SpendingNotice(String period, LocalDate startsOn, int threshold, BigDecimal cost, BigDecimal cap, Instant at) {
    }

    /** Why there is a notice. */
    enum Stage {
        /** The event is stored; its description is the metadata sentence, or the client's. */
        STORED,
        /**
         * The event that was told as stored is more than that: its kind is a stronger one now, such as a person in a vehicle,
         * or its sound a graver one. That is news.
         */
        UPGRADED,
        /** The pipeline is done with it; the description is final. */
        SETTLED
    }

    /**
     * An event as told to people.
     *
     * @param description the text as it stands now
     * @param sound what was heard, such as {@code smoke}; or null
     */
    record Notice(Stage stage, UUID eventId, UUID cameraId, String cameraName, EventKind kind, Instant occurredAt,
            String description, String sound) {

        /** Of an event in which no sound is known. */
        public Notice(Stage stage, UUID eventId, UUID cameraId, String cameraName, EventKind kind, Instant occurredAt,
                String description) {
            this(stage, eventId, cameraId, cameraName, kind, occurredAt, description, null);
        }
    }
}
