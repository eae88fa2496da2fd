package io.vigil.delivery.rules;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.hibernate.Session;

import io.micrometer.core.instrument.MeterRegistry;
import io.vigil.delivery.Preparation;
import io.vigil.delivery.inapp.Bell;
import io.vigil.delivery.inapp.Notification.Told;
import io.vigil.event.EventProcessor;
import io.vigil.session.SessionContext;
import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;

/**
 * Finds the rules that an event sets off, before anybody is told of it, again with each other text, and when it is final:
 * confidence, carriers and objects may be known only then. That an event met a rule is a row of its own, written in the
 * session that counts it: however often it is looked at, and by however many, it sets the rule off once or not at all.
 */
@Singleton
class AlertRules implements Preparation {

    private final Bell bell;
    private final Instance<EventProcessor> processor;
    private final Settings settings;
    private final Clock clock;
    private final MeterRegistry registry;

    /**
     * Knows whom to tell and whom to wake.
     *
     * @param processor looked up when it is needed: it tells of events, and so needs what this is part of
     */
    AlertRules(Bell bell, Instance<EventProcessor> processor, Settings settings, Clock clock, MeterRegistry registry) {
        this.bell = bell;
        this.processor = processor;
        this.settings = settings;
        this.clock = clock;
        this.registry = registry;
    }

    @Override
    public String word() {
        return "alert rules";
    }

    @Override
    public void prepare(Session db, UUID eventId) {
        List<AlertRule> rules = AlertRule.inUse();
        if (!rules.isEmpty()) {
            Sighting.of(db, eventId).ifPresent(event -> raise(db, rules, event));
        }
    }

    private void raise(Session db, List<AlertRule> rules, Sighting event) {
        ZoneId zone = settings.get(SettingKey.TIMEZONE);
        List<AlertRule> matching = rules.stream().filter(rule -> rule.fields.match(event, zone)).toList();
        if (matching.isEmpty() || !Sighting.hold(db, event.eventId())) {
            return;
        }
        // While the event is held, whoever claims events skips it.
        SessionContext.afterCommit("delivery.wake-processor", () -> processor.get().wake());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<AlertRule> setOff = matching.stream().filter(rule -> rule.meet(db, event.eventId(), now)).toList();
        if (!setOff.isEmpty()) {
            event.alerted(db);
            setOff.forEach(rule -> follow(db, rule, event, now));
        }
    }

    private void follow(Session db, AlertRule rule, Sighting event, Instant now) {
        Actions actions = rule.fields.actions();
        if (actions.dashboardNotification()) {
            bell.ring(db, new Told(event.eventId(), rule.id, rule.fields.name(), event.description(), event.hasThumbnail(),
                    event.isRing()), now);
        }
        SessionContext.afterCommit("delivery.count-alert", () -> actions.words()
                .forEach(action -> registry.counter("alerts.triggered", "action_type", action).increment()));
    }
}
