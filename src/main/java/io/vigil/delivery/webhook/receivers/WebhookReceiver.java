package io.vigil.delivery.webhook.receivers;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;

import org.hibernate.Session;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Sort;
import io.vigil.web.ProblemException;

/** A receiver of the household. For use inside a session; what leaves one is a view, or a {@link Receiver}. */
@Entity
public class WebhookReceiver extends PanacheEntityBase {

    @Id
    UUID id;
    String name;
    String url;
    /** The word of a {@link Form}. */
    String form;
    /** Words of {@link Wanted}. */
    List<String> subjects;
    String clickUrl;
    boolean enabled;
    /** By name; the values are sealed. */
    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, String> headers;
    /** Sealed; null for none. */
    String token;
    /** Why we switched it off; null if a person did. */
    String disabledReason;
    Instant createdAt;
    Instant updatedAt;

    /** All of them, by name. */
    static List<WebhookReceiver> byName() {
        return listAll(Sort.ascending("name", "id"));
    }

    /** The receiver with this id, or a 404. */
    static WebhookReceiver existing(UUID id) {
        return WebhookReceiver.<WebhookReceiver> findByIdOptional(id)
                .orElseThrow(() -> ProblemException.notFound("webhook receiver", id));
    }

    /** The same, held until the session ends. */
    static WebhookReceiver held(UUID id) {
        return WebhookReceiver.<WebhookReceiver> findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE)
                .orElseThrow(() -> ProblemException.notFound("webhook receiver", id));
    }

    /** All that are switched on, inside the session that is open. */
    public static List<Receiver> receivers(Session db) {
        return db.createSelectionQuery("from WebhookReceiver where enabled", WebhookReceiver.class).getResultList().stream()
                .map(WebhookReceiver::receiver).toList();
    }

    /** The one with this id, switched on or not, inside the session that is open. */
    public static Optional<Receiver> receiver(Session db, UUID id) {
        return Optional.ofNullable(db.find(WebhookReceiver.class, id)).map(WebhookReceiver::receiver);
    }

    /** Switches it off for a reason that a person can read; false if it has another address by now, or is not there. */
    public static boolean disable(Receiver receiver, String reason, Instant now) {
        return update("enabled = false, disabledReason = ?1, updatedAt = ?2 where id = ?3 and url = ?4", reason, now,
                receiver.id(), receiver.url().toString()) > 0;
    }

    private Receiver receiver() {
        return new Receiver(id, name, URI.create(url), Form.of(form),
                subjects.stream().map(Wanted::of).collect(Collectors.toSet()), enabled, clickUrl, Map.copyOf(headers), token);
    }
}
