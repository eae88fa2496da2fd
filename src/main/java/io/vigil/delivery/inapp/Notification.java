package io.vigil.delivery.inapp;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import org.hibernate.Session;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Sort;
import io.vigil.web.ProblemException;

/** An event that a rule found worth telling. For use inside a session; what leaves one is a {@link NotificationView}. */
@Entity
public class Notification extends PanacheEntityBase {

    private static final int LONGEST_DESCRIPTION = 200;
    private static final Sort NEWEST_FIRST = Sort.descending("createdAt", "id");

    @Id
    public UUID id;
    public UUID eventId;
    public UUID ruleId;
    public String ruleName;
    /** The first 200 characters; may be null. */
    public String eventDescription;
    /** A path; null without a picture. */
    public String thumbnailUrl;
    public boolean isDoorbellRing;
    public boolean read;
    public Instant createdAt;

    /** What there is to tell of an event, by a rule. */
    public record Told(UUID eventId, UUID ruleId, String ruleName, String description, String thumbnailUrl,
            boolean isDoorbellRing) {

        /** Its first 200 characters; null if there is none. */
        String shortDescription() {
            if (description == null || description.codePointCount(0, description.length()) <= LONGEST_DESCRIPTION) {
                return description;
            }
            return description.substring(0, description.offsetByCodePoints(0, LONGEST_DESCRIPTION - 1)) + "…";
        }
    }

    /** Adds it, inside the session that is open; empty if this rule told of this event already. One statement. */
    public static Optional<UUID> add(Session db, Told told, Instant now) {
        UUID id = UUID.randomUUID();
        int added = db.createNativeMutationQuery("""
                insert into notification (id, event_id, rule_id, rule_name, event_description, thumbnail_url, is_doorbell_ring,
                    read, created_at)
                values (:id, :event, :rule, :name, cast(:description as text), cast(:thumbnail as text), :ring, false, :now)
                on conflict (event_id, rule_id) do nothing""").setParameter("id", id).setParameter("event", told.eventId())
                .setParameter("rule", told.ruleId()).setParameter("name", told.ruleName())
                .setParameter("description", told.shortDescription(), String.class)
                .setParameter("thumbnail", told.thumbnailUrl(), String.class).setParameter("ring", told.isDoorbellRing())
                .setParameter("now", now).executeUpdate();
        return added == 0 ? Optional.empty() : Optional.of(id);
    }

    /** The notification with this id, or a 404. */
    static Notification existing(UUID id) {
        return Notification.<Notification> findByIdOptional(id)
                .orElseThrow(() -> ProblemException.notFound("notification", id));
    }

    /** The newest, as many as asked for. */
    static List<Notification> page(Boolean read, int offset, int limit) {
        return (read == null ? Notification.<Notification> findAll(NEWEST_FIRST)
                : Notification.<Notification> find("read = ?1", NEWEST_FIRST, read)).range(offset, offset + limit - 1).list();
    }

    /** How many there are. */
    static long count(Boolean read) {
        return read == null ? count() : count("read = ?1", read);
    }
}
