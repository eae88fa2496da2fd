package io.vigil.access.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.EnumeratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.type.StandardBasicTypes;

import com.fasterxml.jackson.annotation.JsonValue;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.vigil.session.SessionContext;

/** A phone or browser of a user. It belongs to whoever registered it last. */
@Entity
@DynamicUpdate
@Table(name = "device")
public class Device extends PanacheEntityBase {

    /** What a sealed push token is for. */
    public static final String PUSH_TOKEN = "device.push_token";
    private static final Duration INACTIVE_AFTER = Duration.ofDays(90);

    @Id
    public UUID id;
    public UUID userId;
    /** What the device calls itself; unique over all users. */
    public String deviceId;
    @Enumerated(EnumType.STRING)
    public Platform platform;
    public String name;
    public String deviceModel;
    /** Sealed. */
    public String pushToken;
    public boolean pairingConfirmed;
    public Instant lastSeenAt;
    public Instant createdAt;
    public Instant updatedAt;
    public boolean quietHoursEnabled;
    /** HH:MM, in the time zone beside it. */
    public String quietHoursStart;
    public String quietHoursEnd;
    /** An IANA name. */
    public String quietHoursTimezone;
    /** Whether what is critical comes through all the same. */
    public boolean quietHoursOverrideCritical;

    /** What kind of device. */
    public enum Platform {
        IOS,
        ANDROID,
        WEB;

        /** In JSON and in the database. */
        @JsonValue
        @EnumeratedValue
        private final String text = name().toLowerCase(Locale.ROOT);
    }

    /** What a client says about its device; null leaves as it is what is known already, except for the name. */
    public record Description(String deviceId, Platform platform, String name, String model, String sealedPushToken,
            Boolean quietHoursEnabled, String quietHoursStart, String quietHoursEnd, String quietHoursTimezone,
            Boolean quietHoursOverrideCritical) {
    }

    /** What became of a registration. */
    public record Registration(UUID id, Instant createdAt, boolean isNew) {
    }

    /** When a device must have been seen last to count as inactive. */
    public static Instant inactiveBefore(Instant now) {
        return now.minus(INACTIVE_AFTER);
    }

    /** Newest first. */
    public static List<Device> of(UUID userId) {
        return list("userId = ?1 order by createdAt desc, id desc", userId);
    }

    /** The user's device of that row. */
    public static Optional<Device> of(UUID userId, UUID id) {
        return find("userId = ?1 and id = ?2", userId, id).firstResultOptional();
    }

    /** The user's device of that name. */
    public static Optional<Device> of(UUID userId, String deviceId) {
        return find("userId = ?1 and deviceId = ?2", userId, deviceId).firstResultOptional();
    }

    /** Forgets the user's device of that name; false if there is none. */
    public static boolean forget(UUID userId, String deviceId) {
        return delete("userId = ?1 and deviceId = ?2", userId, deviceId) == 1;
    }

    /** Forgets the user's devices that were not seen since, or never; answers how many. */
    public static long forgetInactive(UUID userId, Instant since) {
        return delete("userId = ?1 and (lastSeenAt is null or lastSeenAt < ?2)", userId, since);
    }

    /**
     * Makes the device the user's: a new one, a known one described anew, or one that was somebody else's, which keeps nothing
     * of theirs. One statement, so that two at the same time make one row.
     */
    public static Registration register(UUID userId, Description device, Instant now) {
        Object[] row = SessionContext.current().createNativeQuery("""
                insert into device as old (id, user_id, device_id, platform, name, device_model, push_token,
                    pairing_confirmed, created_at, quiet_hours_enabled, quiet_hours_start, quiet_hours_end,
                    quiet_hours_timezone, quiet_hours_override_critical)
                values (:id, :user, :device, :platform, :name, :model, :push, false, :now, coalesce(:quiet, false),
                    :start, :end, coalesce(:zone, 'UTC'), coalesce(:critical, true))
                on conflict (device_id) do update set user_id = excluded.user_id, platform = excluded.platform,
                    name = excluded.name, updated_at = :now,
                    device_model = coalesce(excluded.device_model, old.device_model),
                    last_seen_at = case when old.user_id = excluded.user_id then old.last_seen_at end,
                    pairing_confirmed = old.user_id = excluded.user_id and old.pairing_confirmed,
                    push_token = coalesce(excluded.push_token,
                        case when old.user_id = excluded.user_id then old.push_token end),
                    quiet_hours_enabled = coalesce(:quiet,
                        old.user_id = excluded.user_id and old.quiet_hours_enabled),
                    quiet_hours_start = coalesce(excluded.quiet_hours_start,
                        case when old.user_id = excluded.user_id then old.quiet_hours_start end),
                    quiet_hours_end = coalesce(excluded.quiet_hours_end,
                        case when old.user_id = excluded.user_id then old.quiet_hours_end end),
                    quiet_hours_timezone = coalesce(:zone,
                        case when old.user_id = excluded.user_id then old.quiet_hours_timezone else 'UTC' end),
                    quiet_hours_override_critical = coalesce(:critical,
                        old.user_id <> excluded.user_id or old.quiet_hours_override_critical)
                returning id, created_at, (xmax = 0) as is_new""", Object[].class)
                .addScalar("id", StandardBasicTypes.UUID).addScalar("created_at", StandardBasicTypes.INSTANT)
                .addScalar("is_new", StandardBasicTypes.BOOLEAN)
                .setParameter("id", User.newId()).setParameter("user", userId).setParameter("device", device.deviceId())
                .setParameter("platform", device.platform().text).setParameter("now", now)
                .setParameter("name", device.name(), String.class).setParameter("model", device.model(), String.class)
                .setParameter("push", device.sealedPushToken(), String.class)
                .setParameter("quiet", device.quietHoursEnabled(), Boolean.class)
                .setParameter("start", device.quietHoursStart(), String.class)
                .setParameter("end", device.quietHoursEnd(), String.class)
                .setParameter("zone", device.quietHoursTimezone(), String.class)
                .setParameter("critical", device.quietHoursOverrideCritical(), Boolean.class).getSingleResult();
        return new Registration((UUID) row[0], (Instant) row[1], (Boolean) row[2]);
    }

    /** Notes that the user's device was there, unless a later moment is noted or it is not theirs. */
    static void seen(UUID userId, String deviceId, Instant at) {
        update("lastSeenAt = ?1 where userId = ?2 and deviceId = ?3 and (lastSeenAt is null or lastSeenAt < ?1)", at, userId,
                deviceId);
    }
}
