package io.vigil.delivery.inapp;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import org.hibernate.Session;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.query.NativeQuery;
import org.hibernate.type.SqlTypes;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.vigil.web.ProblemException;

/**
 * What the system itself has to say; a better text may come while somebody reads the one that is there. For use inside a
 * session; what leaves one is a {@link SystemNotificationView}.
 */
@Entity
@DynamicUpdate
public class SystemNotification extends PanacheEntityBase {

    private static final Listing ALL = new Listing("system_notification", List.of("id"));

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

    /** The notification with this id, or a 404. */
    static SystemNotification existing(UUID id) {
        return SystemNotification.<SystemNotification> findByIdOptional(id)
                .orElseThrow(() -> ProblemException.notFound("system notification", id));
    }

    /** A query of the table, with what is to stand behind it. */
    static NativeQuery<SystemNotification> query(Session db, String which) {
        return db.createNativeQuery("select n.* from system_notification n" + which, SystemNotification.class);
    }

    /** Those of a type, that are read or not, that are dismissed or not; null leaves each out of it. */
    static Listing those(String type, Boolean read, Boolean dismissed) {
        return ALL.with("notification_type", type).with("read", read).with("dismissed", dismissed);
    }
}
