package io.vigil.delivery.inapp;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.inject.Singleton;

import org.hibernate.Session;

import io.smallrye.mutiny.Uni;
import io.vigil.delivery.Channel;
import io.vigil.delivery.Message;
import io.vigil.delivery.Message.Subject;
import io.vigil.delivery.Outcome;
import io.vigil.delivery.Outgoing;
import io.vigil.delivery.outbox.StoredJson;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.web.live.LiveSink;

/**
 * Shows what the system has to say in its clients: a row, and nothing outside is called. A repeat changes nothing, a refined
 * text replaces the earlier one. Events are shown by the rule that finds them, not from here.
 */
@Singleton
class InAppChannel implements Channel {

    private static final String HOUSEHOLD = "household";
    private static final Set<String> SEVERITIES = Set.of("info", "warning", "critical");
    private static final int WARNING_FROM = 80;
    private static final int CRITICAL_FROM = 100;

    private static final String PUT = """
            insert into system_notification as shown (id, notice_key, sent_as, notification_type, severity, title, message,
                extra_data, read, dismissed, created_at)
            values (gen_random_uuid(), :key, :sent_as, :type, :severity, :title, :text, cast(:extra as jsonb), false, false,
                :now)
            on conflict (notice_key) do update set sent_as = excluded.sent_as, severity = excluded.severity,
                title = excluded.title, message = excluded.message, extra_data = excluded.extra_data
            where shown.sent_as <> excluded.sent_as""";

    private final LiveSink live;
    private final Clock clock;

    InAppChannel(LiveSink live, Clock clock) {
        this.live = live;
        this.clock = clock;
    }

    /** The live message of a cap that was reached. */
    private record CostAlert(SystemNotificationView notification, Map<String, Object> alert) {
    }

    @Override
    public String word() {
        return "in_app";
    }

    @Override
    public boolean refines() {
        return true;
    }

    /** As long as its session may take. */
    @Override
    public Duration deadline() {
        return Duration.ofSeconds(10);
    }

    @Override
    public List<String> recipients(Session db, Message message) {
        return message.subject() == Subject.EVENT ? List.of() : List.of(HOUSEHOLD);
    }

    @Override
    public Uni<Outcome> send(Outgoing outgoing) {
        SessionContext.session("delivery.show").rootOnly().within(Budget.REQUEST).run(db -> {
            if (put(db, outgoing) && outgoing.message().subject() == Subject.SPENDING) {
                tell(outgoing);
            }
        });
        return Uni.createFrom().item(new Outcome.Delivered());
    }

    /** Whether that changed anything. */
    private boolean put(Session db, Outgoing outgoing) {
        Message message = outgoing.message();
        return db.createNativeMutationQuery(PUT).setParameter("key", outgoing.noticeKey())
                .setParameter("sent_as", outgoing.id())
                .setParameter("type", type(message.subject())).setParameter("severity", severity(message))
                .setParameter("title", message.title()).setParameter("text", message.text())
                .setParameter("extra", message.extra().isEmpty() ? null : StoredJson.of(message.extra()), String.class)
                .setParameter("now", clock.instant()).executeUpdate() > 0;
    }

    private void tell(Outgoing outgoing) {
        Map<String, Object> alert = new LinkedHashMap<>(outgoing.message().extra());
        alert.put("severity", severity(outgoing.message()));
        SystemNotification shown = SystemNotification.find("noticeKey", outgoing.noticeKey()).firstResult();
        live.tell("COST_ALERT", new CostAlert(SystemNotificationView.of(shown), alert));
    }

    private static String type(Subject subject) {
        return switch (subject) {
            case SPENDING -> "cost_alert";
            case DIGEST -> "digest";
            case SYSTEM, EVENT -> "system";
        };
    }

    /** By how much of the cap is spent, or as whoever tells it says. */
    private static String severity(Message message) {
        if (message.extra().get("threshold") instanceof Number threshold) {
            if (threshold.intValue() >= CRITICAL_FROM) {
                return "critical";
            }
            return threshold.intValue() >= WARNING_FROM ? "warning" : "info";
        }
        return message.extra().get("severity") instanceof String told && SEVERITIES.contains(told) ? told : "info";
    }
}
