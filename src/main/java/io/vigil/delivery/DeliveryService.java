package io.vigil.delivery;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import jakarta.inject.Singleton;

import io.vigil.delivery.Message.Subject;
import io.vigil.delivery.outbox.NoticeRows;
import io.vigil.delivery.outbox.Outbox;
import io.vigil.event.EventKind;
import io.vigil.event.NoticeSink;
import io.vigil.session.SessionContext;

/**
 * Takes what people are to be told, in the session that records why, so that both commit together: one row and one statement
 * for each notice. From its commit on each recipient of each channel gets it at least once, each time under the same id.
 */
@Singleton
public class DeliveryService implements NoticeSink {

    private static final BigDecimal PERCENT = BigDecimal.valueOf(100);

    private final Outbox outbox;
    private final Clock clock;

    DeliveryService(Outbox outbox, Clock clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * An event is told when it is stored, and again by channels that refine when its text is another; as news if it turned out
     * to be more than was told.
     */
    @Override
    public void take(Notice notice) {
        take(List.of(notice));
    }

    @Override
    public void take(List<Notice> notices) {
        Map<String, Message> messages = new TreeMap<>();
        notices.forEach(notice -> messages.put("event:" + notice.eventId(), message(notice)));
        put(messages);
    }

    private static Message message(Notice notice) {
        return new Message(Subject.EVENT, notice.eventId(), notice.cameraId(), notice.cameraName(),
                notice.kind(), notice.occurredAt(), title(notice.kind()) + " at " + notice.cameraName(), notice.description(),
                notice.stage() == Stage.SETTLED, Map.of(), notice.sound(), notice.stage() == Stage.UPGRADED);
    }

    private static String title(EventKind kind) {
        return switch (kind) {
            case MOTION -> "Motion";
            case PERSON -> "Person";
            case VEHICLE -> "Vehicle";
            case PACKAGE -> "Package";
            case ANIMAL -> "Animal";
            case RING -> "Doorbell";
            case AUDIO -> "Sound";
        };
    }

    /** Each step of each cap is told once; a cap that was raised is another. */
    @Override
    public void take(SpendingNotice notice) {
        Map<String, Object> extra = new LinkedHashMap<>();
        extra.put("period", notice.period());
        extra.put("threshold", notice.threshold());
        extra.put("current_cost", notice.cost());
        extra.put("cap", notice.cap());
        extra.put("percent", notice.cap().signum() == 0 ? PERCENT
                : notice.cost().multiply(PERCENT).divide(notice.cap(), 1, RoundingMode.HALF_UP));
        String cap = notice.cap().stripTrailingZeros().toPlainString();
        tell("spending:" + notice.period() + ":" + notice.startsOn() + ":" + notice.threshold() + ":" + cap,
                new Message(Subject.SPENDING, null, null, null, null, notice.at(), spendingTitle(notice),
                        "Since %s models cost %s of %s USD".formatted(notice.startsOn(), cents(notice.cost()), cap), true,
                        extra));
    }

    private static String spendingTitle(SpendingNotice notice) {
        String budget = notice.period().substring(0, 1).toUpperCase(Locale.ROOT) + notice.period().substring(1)
                + " AI budget";
        return notice.threshold() >= 100 ? budget + " used up" : budget + " used to " + notice.threshold() + " %";
    }

    private static String cents(BigDecimal money) {
        return money.setScale(2, RoundingMode.HALF_UP).toPlainString();
    }

    /**
     * Tells something, inside the session that is open. Under a key that was told already, the text is a refinement; the same
     * text again is told to nobody again.
     *
     * @param key what is told, such as {@code digest:2026-11-24}; 1 to 200 characters
     */
    public void tell(String key, Message message) {
        put(Map.of(key, message));
    }

    /** Tells something, inside the session that is open, unless something was told under this key within a month. */
    public void tellOnce(String key, Message message) {
        NoticeRows.putOnce(SessionContext.current(), key, message, clock.instant());
        SessionContext.afterCommit("delivery.wake-for-once", outbox::wake);
    }

    private void put(Map<String, Message> messages) {
        NoticeRows.put(SessionContext.current(), messages, clock.instant());
        SessionContext.afterCommit("delivery.wake", outbox::wake);
    }
}
