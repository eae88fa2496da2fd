package io.vigil.delivery.ledger;

import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;

import org.jboss.resteasy.reactive.RestQuery;

import io.vigil.delivery.outbox.DeliveryState;
import io.vigil.web.ProblemException;

/** What {@code GET /deliveries} may be asked, as sent. Filters AND together. */
public class DeliveryFilter {

    @RestQuery
    String state;
    @RestQuery
    String channel;
    @RestQuery("notice_id")
    UUID noticeId;
    @RestQuery("event_id")
    UUID eventId;
    @RestQuery
    @DefaultValue("50")
    @Min(1)
    @Max(200)
    Integer limit;
    @RestQuery
    @DefaultValue("0")
    @Min(0)
    @Max(1_000_000)
    Integer offset;

    /**
     * The state, or null for all.
     *
     * @throws ProblemException 422 if there is no such state
     */
    public DeliveryState state() {
        if (state == null || state.isEmpty()) {
            return null;
        }
        return Arrays.stream(DeliveryState.values()).filter(known -> known.word().equals(state)).findFirst()
                .orElseThrow(() -> ProblemException.invalid("query", "state", "must be one of "
                        + Arrays.stream(DeliveryState.values()).map(DeliveryState::word).collect(Collectors.joining(", "))));
    }

    /** The channel's word, or null for all. */
    public String channel() {
        return channel == null || channel.isEmpty() ? null : channel;
    }

    /** The notice, or null for all. */
    public UUID noticeId() {
        return noticeId;
    }

    /** The event, or null for all and for what is about none. */
    public UUID eventId() {
        return eventId;
    }

    /** How many at most. */
    public int limit() {
        return limit;
    }

    /** How many to leave out, the newest first. */
    public int offset() {
        return offset;
    }
}
