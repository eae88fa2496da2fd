package io.vigil.delivery.rules;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;

import org.hibernate.Session;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.UuidGenerator;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.hibernate.type.StandardBasicTypes;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Sort;
import io.vigil.session.SessionContext;
import io.vigil.web.ProblemException;

/** A rule of the household's. For use inside a session; what leaves one is a {@link RuleView}. */
@Entity
@DynamicUpdate
class AlertRule extends PanacheEntityBase {

    /**
     * Answers whether the rule is cooling, and holds it; nothing if it met the event before, or is there no more. Set off
     * further ahead than it cools, it was by a clock that went wrong.
     */
    private static final String MEET = """
            insert into alert (event_id, rule_id, held_back, created_at)
            select :event, r.id, coalesce(r.last_triggered_at > cast(:now as timestamptz) - make_interval(mins => cooldown_minutes)
                and r.last_triggered_at < cast(:now as timestamptz) + make_interval(mins => cooldown_minutes), false), :now
            from alert_rule r where r.id = :rule and r.is_enabled
                and not exists (select 1 from alert a where a.event_id = :event and a.rule_id = r.id)
            for no key update of r
            on conflict do nothing
            returning held_back""";

    /** In the order in which the alerts of events are forgotten when these are. */
    private static final String FORGET_ALERTS = """
            with page as materialized (
                select event_id, rule_id from alert where rule_id = :rule order by event_id limit :most for update
            )
            delete from alert a using page where a.event_id = page.event_id and a.rule_id = page.rule_id""";

    @Id
    @UuidGenerator(algorithm = UuidVersion7Strategy.class)
    UUID id;

    @Embedded
    RuleFields fields;

    /** When an event last set it off, or null. */
    Instant lastTriggeredAt;
    int triggerCount;
    Instant createdAt;
    /** When somebody last changed it. */
    Instant updatedAt;

    @Version
    int version;

    /** The rule with this id, or a 404. */
    static AlertRule existing(UUID id) {
        return AlertRule.<AlertRule> findByIdOptional(id).orElseThrow(() -> ProblemException.notFound("alert rule", id));
    }

    /** The newest first; all, or those that are in use, or those that are not. */
    static List<AlertRule> listed(Boolean enabled) {
        Sort newestFirst = Sort.descending("createdAt", "id");
        return enabled == null ? listAll(newestFirst) : list("fields.isEnabled", newestFirst, enabled);
    }

    /** Those in use, in the order in which they are held. */
    static List<AlertRule> inUse() {
        return list("fields.isEnabled", Sort.ascending("id"), true);
    }

    /** Stores a new rule. */
    static AlertRule add(RuleFields fields, Instant now) {
        AlertRule rule = new AlertRule();
        rule.createdAt = now.truncatedTo(ChronoUnit.MICROS);
        rule.change(fields, now);
        return rule;
    }

    /** Stores these values. */
    void change(RuleFields newFields, Instant now) {
        fields = newFields;
        // As PostgreSQL keeps it, so that this answer and the next are the same.
        updatedAt = now.truncatedTo(ChronoUnit.MICROS);
        persist();
        SessionContext.current().flush();
    }

    /** Forgets up to that many alerts of a rule; answers how many. */
    static int forgetAlerts(Session db, UUID id, int most) {
        return db.createNativeMutationQuery(FORGET_ALERTS).setParameter("rule", id).setParameter("most", most)
                .executeUpdate();
    }

    /**
     * Notes that the event met it, at most once, and counts that unless the rule is cooling. Past the rows and not by the
     * loaded entity: whoever comes at the same time waits for this session and sees what it did.
     *
     * @return whether the event set it off
     */
    boolean meet(Session db, UUID eventId, Instant now) {
        boolean isSetOff = db.createNativeQuery(MEET, Boolean.class).addScalar("held_back", StandardBasicTypes.BOOLEAN)
                .setParameter("event", eventId).setParameter("rule", id).setParameter("now", now).uniqueResultOptional()
                .filter(isHeldBack -> !isHeldBack).isPresent();
        if (isSetOff) {
            db.createNativeMutationQuery("""
                    update alert_rule set trigger_count = trigger_count + 1, last_triggered_at = :now where id = :rule""")
                    .setParameter("rule", id).setParameter("now", now).executeUpdate();
        }
        return isSetOff;
    }
}
