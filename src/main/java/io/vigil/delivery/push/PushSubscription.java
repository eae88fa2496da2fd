package io.vigil.delivery.push;

import java.net.URI;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.Session;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.hibernate.type.StandardBasicTypes;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.vigil.delivery.Message;
import io.vigil.delivery.Outgoing;
import io.vigil.session.SessionContext;
import io.vigil.web.ProblemException;

/** A browser of a user that asked to be told, and what it wants to be told. It belongs to whoever subscribed with it last. */
@Entity
@DynamicUpdate
@Table(name = "push_subscription")
class PushSubscription extends PanacheEntityBase {

    /** What a sealed secret of a browser is for. */
    static final String AUTH = "push_subscription.auth";
    private static final String WITH_OWNER = "select s, u.active from PushSubscription s join User u on u.id = s.userId";
    /** Text, because that can be indexed; without its Z, because fractions of a second come and go before it. */
    private static final String OVERTAKEN = """
            select exists (
                select 1 from notice n
                join delivery d on d.notice_id = n.id and d.channel = 'push' and d.recipient = :recipient
                where n.message ->> 'cameraId' = :camera and d.told_revision > 0
                    and (rtrim(n.message ->> 'occurredAt', 'Z') collate "C", n.created_at) > (:occurred, :created)) as is_overtaken""";

    @Id
    UUID id;
    UUID userId;
    /** Unique over all users. */
    String endpoint;
    String p256dh;
    /** Sealed. */
    String auth;
    String userAgent;
    Instant createdAt;
    /** When something last arrived. */
    Instant lastUsedAt;
    List<String> enabledCameras;
    List<String> enabledObjectTypes;
    boolean quietHoursEnabled;
    /** HH:MM, in the time zone beside it. */
    String quietHoursStart;
    String quietHoursEnd;
    /** An IANA name. */
    String timezone;
    boolean soundEnabled;
    /** When these wishes were made; null while they are those that everybody begins with. */
    Instant preferencesAt;

    /** What became of a subscription. */
    record Kept(UUID id, Instant createdAt) {
    }

    /**
     * Keeps a subscription of the user's: a new one, or the same endpoint with new keys. One that was somebody else's becomes
     * a new one, with nothing of theirs: it is the same browser, and who uses it now is who asks.
     *
     * @param sealedAuth the browser's secret
     * @throws ProblemException 409 if somebody else subscribes with the same browser at this moment
     */
    static Kept keep(UUID userId, NewSubscription wanted, String sealedAuth, Instant now) {
        delete("endpoint = ?1 and userId <> ?2", wanted.endpoint(), userId);
        List<Object[]> rows = SessionContext.current().createNativeQuery("""
                insert into push_subscription as old (id, user_id, endpoint, p256dh, auth, user_agent, created_at,
                    quiet_hours_enabled, timezone, sound_enabled)
                values (:id, :user, :endpoint, :p256dh, :auth, :agent, :now, false, 'UTC', true)
                on conflict (endpoint) do update set p256dh = excluded.p256dh, auth = excluded.auth,
                    user_agent = excluded.user_agent
                where old.user_id = excluded.user_id
                returning id, created_at""", Object[].class)
                .addScalar("id", StandardBasicTypes.UUID).addScalar("created_at", StandardBasicTypes.INSTANT)
                .setParameter("id", UuidVersion7Strategy.INSTANCE.generateUuid(null)).setParameter("user", userId)
                .setParameter("endpoint", wanted.endpoint()).setParameter("p256dh", wanted.keys().p256dh())
                .setParameter("auth", sealedAuth).setParameter("agent", wanted.userAgent(), String.class)
                .setParameter("now", now).getResultList();
        if (rows.isEmpty()) {
            throw ProblemException.conflict("Somebody else subscribes with this browser at the same time; try again");
        }
        return new Kept((UUID) rows.get(0)[0], (Instant) rows.get(0)[1]);
    }

    /** Forgets those of the user's that are more than that many and unused for the longest, but never this one. */
    static void forgetBeyond(int most, UUID userId, UUID spared) {
        SessionContext.current().createNativeMutationQuery("""
                delete from push_subscription where id in (
                    select id from push_subscription where user_id = :user
                    order by id = :spared desc, coalesce(last_used_at, created_at) desc, id desc offset :most)""")
                .setParameter("user", userId).setParameter("spared", spared).setParameter("most", most).executeUpdate();
    }

    /** The user's, newest first. */
    static List<PushSubscription> of(UUID userId) {
        return list("userId = ?1 order by createdAt desc, id desc", userId);
    }

    /** The user's with this endpoint, or a 404. */
    static PushSubscription existing(UUID userId, String endpoint) {
        return PushSubscription.<PushSubscription> find("userId = ?1 and endpoint = ?2", userId, endpoint)
                .firstResultOptional().orElseThrow(PushSubscription::noSuchEndpoint);
    }

    /** Forgets the user's with this endpoint, or a 404. */
    static void forget(UUID userId, String endpoint) {
        if (delete("userId = ?1 and endpoint = ?2", userId, endpoint) == 0) {
            throw noSuchEndpoint();
        }
    }

    /** Forgets the user's with this id, or a 404. */
    static void forget(UUID userId, UUID id) {
        if (delete("userId = ?1 and id = ?2", userId, id) == 0) {
            throw ProblemException.notFound("push subscription", id);
        }
    }

    /** Everybody's, with one statement. */
    static List<Receiver> receivers(Session db) {
        return db.createSelectionQuery(WITH_OWNER, Object[].class).getResultList().stream()
                .map(PushSubscription::receiver).toList();
    }

    /** One user's. */
    static List<Receiver> receivers(Session db, UUID userId) {
        return db.createSelectionQuery(WITH_OWNER + " where u.id = :user order by s.createdAt, s.id", Object[].class)
                .setParameter("user", userId).getResultList().stream().map(PushSubscription::receiver).toList();
    }

    /** The one with this id. */
    static Optional<Receiver> receiver(Session db, UUID id) {
        return db.createSelectionQuery(WITH_OWNER + " where s.id = :id", Object[].class).setParameter("id", id)
                .getResultList().stream().findFirst().map(PushSubscription::receiver);
    }

    /**
     * Whether this subscription was told of a later event of the same camera, which this one would take the place of.
     * What was told is asked of the outbox.
     */
    static boolean isOvertaken(Session db, Outgoing outgoing) {
        Message message = outgoing.message();
        return message.cameraId() != null && db.createNativeQuery(OVERTAKEN, Boolean.class)
                .addScalar("is_overtaken", StandardBasicTypes.BOOLEAN)
                .setParameter("recipient", outgoing.recipient()).setParameter("camera", message.cameraId().toString())
                .setParameter("occurred", message.occurredAt().toString().replace("Z", ""))
                .setParameter("created", outgoing.createdAt()).getSingleResult();
    }

    /** Notes that something arrived. */
    static void used(UUID id, Instant at) {
        update("lastUsedAt = ?1 where id = ?2", at, id);
    }

    /** Forgets one that the push service does not know any more; false if its browser subscribed anew, or has gone. */
    static boolean forgetStale(Receiver receiver) {
        return delete("id = ?1 and auth = ?2", receiver.id(), receiver.auth()) > 0;
    }

    private static Receiver receiver(Object[] row) {
        PushSubscription subscription = (PushSubscription) row[0];
        return new Receiver(subscription.id, URI.create(subscription.endpoint), subscription.p256dh, subscription.auth,
                (Boolean) row[1], subscription.wishes());
    }

    private Wishes wishes() {
        return new Wishes(enabledCameras, enabledObjectTypes, quietHours(), soundEnabled);
    }

    /** Of a zone that went out of use with an update none: at the hours of another, an alarm might go unheard. */
    private Optional<QuietHours> quietHours() {
        if (!quietHoursEnabled || !ZoneId.getAvailableZoneIds().contains(timezone)) {
            return Optional.empty();
        }
        return Optional.of(new QuietHours(LocalTime.parse(quietHoursStart), LocalTime.parse(quietHoursEnd),
                ZoneId.of(timezone)));
    }

    /** Whoever knows an endpoint can send to it, so that no answer repeats it. */
    private static ProblemException noSuchEndpoint() {
        return ProblemException.notFound("push subscription", "with this endpoint");
    }
}
