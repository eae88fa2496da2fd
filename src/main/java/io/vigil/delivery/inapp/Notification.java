package io.vigil.delivery.inapp;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import org.hibernate.Session;
import org.hibernate.annotations.DynamicUpdate;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.vigil.web.ProblemException;

/**
 * An event that a rule found worth telling; what it shows is read from the event. For use inside a session; what leaves one is
 * a {@link NotificationView}.
 */
@Entity
@DynamicUpdate
public class Notification extends PanacheEntityBase {

    /** As they go with their events, which are forgotten in the order of their ids. */
    private static final Listing ALL = new Listing("notification", List.of("event_id", "rule_id"));

    @Id
    public UUID id;
    public UUID eventId;
    public UUID ruleId;
    public String ruleName;
    public boolean isDoorbellRing;
    public boolean read;
    public Instant createdAt;

    /**
     * What there is to tell of an event, by a rule.
     *
     * @param description as it is known by now
     * @param hasThumbnail whether it has a picture by now
     */
    public record Told(UUID eventId, UUID ruleId, String ruleName, String description, boolean hasThumbnail,
            boolean isDoorbellRing) {
    }

    /** Adds it, inside the session that is open; empty if this rule told of this event already. One statement. */
    public static Optional<UUID> add(Session db, Told told, Instant now) {
        UUID id = UUID.randomUUID();
        int added = db.createNativeMutationQuery("""
                insert into notification (id, event_id, rule_id, rule_name, is_doorbell_ring, read, created_at)
                values (:id, :event, :rule, :name, :ring, false, :now)
                on conflict (event_id, rule_id) do nothing""").setParameter("id", id).setParameter("event", told.eventId())
                .setParameter("rule", told.ruleId()).setParameter("name", told.ruleName())
                .setParameter("ring", told.isDoorbellRing()).setParameter("now", now).executeUpdate();
        return added == 0 ? Optional.empty() : Optional.of(id);
    }

    /** The notification with this id, or a 404. */
    static Notification existing(UUID id) {
        return Notification.<Notification> findByIdOptional(id)
                .orElseThrow(() -> ProblemException.notFound("notification", id));
    }

    /** Those that are read, or are not; null for all. */
    static Listing those(Boolean read) {
        return ALL.with("read", read);
    }
}
