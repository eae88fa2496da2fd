package io.vigil.delivery.inapp;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Sort;
import io.vigil.web.ProblemException;

/** What the system itself has to say. For use inside a session; what leaves one is a {@link SystemNotificationView}. */
@Entity
public class SystemNotification extends PanacheEntityBase {

    private static final Sort NEWEST_FIRST = Sort.descending("createdAt", "id");

    @Id
    public UUID id;
    /** Of what is told; the same for a refined text. */
    public String noticeKey;
    /** The delivery that wrote it. */
    public UUID sentAs;
    /** Such as {@code cost_alert}. */
    public String notificationType;
    /** {@code info}, {@code warning} or {@code critical}. */
    public String severity;
    public String title;
    public String message;
    public String actionUrl;
    @JdbcTypeCode(SqlTypes.JSON)
    public Map<String, Object> extraData;
    public boolean read;
    public boolean dismissed;
    public Instant createdAt;

    /** Which of them; null leaves a column out of it. */
    record Filter(String notificationType, Boolean read, Boolean dismissed) {

        static final Filter UNREAD = new Filter(null, false, null);

        private String where() {
            List<String> conditions = new ArrayList<>();
            values().keySet().forEach(name -> conditions.add(name + " = :" + name));
            return conditions.isEmpty() ? "true = true" : String.join(" and ", conditions);
        }

        private Map<String, Object> values() {
            Map<String, Object> values = new LinkedHashMap<>();
            put(values, "notificationType", notificationType);
            put(values, "read", read);
            put(values, "dismissed", dismissed);
            return values;
        }

        private static void put(Map<String, Object> values, String name, Object value) {
            if (value != null) {
                values.put(name, value);
            }
        }
    }

    /** The notification with this id, or a 404. */
    static SystemNotification existing(UUID id) {
        return SystemNotification.<SystemNotification> findByIdOptional(id)
                .orElseThrow(() -> ProblemException.notFound("system notification", id));
    }

    /** The newest, as many as asked for. */
    static List<SystemNotification> page(Filter filter, int offset, int limit) {
        return SystemNotification.<SystemNotification> find(filter.where(), NEWEST_FIRST, filter.values())
                .range(offset, offset + limit - 1).list();
    }

    /** How many match. */
    static long count(Filter filter) {
        return count(filter.where(), filter.values());
    }

    /** Marks those that match as read; answers how many. */
    static int markRead(Filter filter) {
        return update("read = true where " + filter.where(), filter.values());
    }

    /** Forgets those that match; answers how many. */
    static long forget(Filter filter) {
        return delete(filter.where(), filter.values());
    }
}
