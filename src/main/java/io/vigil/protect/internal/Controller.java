package io.vigil.protect.internal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.UuidGenerator;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.id.uuid.UuidVersion7Strategy;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Sort;
import io.vigil.session.SessionContext;
import io.vigil.web.ProblemException;

/**
 * A controller of the household, as people set it up. How its connection fares is written past it, by {@link ControllerRows}.
 * For use inside a session.
 */
@Entity
@Table(name = "protect_controller")
@DynamicUpdate
public class Controller extends PanacheEntityBase {

    private static final String UNIQUE_NAME = "protect_controller_name_key";

    @Id
    @UuidGenerator(algorithm = UuidVersion7Strategy.class)
    public UUID id;

    @Embedded
    public ControllerFields fields;

    /** Sealed. */
    public String password;
    /** Sealed. */
    public String apiKey;

    public boolean wanted;
    public int revision;
    public UUID holder;
    public Instant heldUntil;

    @Enumerated(EnumType.STRING)
    public ConnectionState state;

    public Instant stateSince;
    public String lastError;
    public Instant lastConnectedAt;
    public Instant lastFrameAt;
    public Instant nextAttemptAt;
    public long drops;
    Instant reconciledUntil;
    public Instant createdAt;
    public Instant updatedAt;

    @Version
    int version;

    /** The controller, or a 404. */
    public static Controller existing(UUID id) {
        return Controller.<Controller> findByIdOptional(id).orElseThrow(() -> ProblemException.notFound("controller", id));
    }

    /** The controller, held so that nobody else changes it until this session ends; 404 without it. */
    public static Controller locked(UUID id) {
        Controller controller = findById(id, LockModeType.PESSIMISTIC_WRITE);
        if (controller == null) {
            throw ProblemException.notFound("controller", id);
        }
        return controller;
    }

    /** All, by name. */
    public static List<Controller> byName() {
        return listAll(Sort.by("fields.name"));
    }

    /** Stores a new one, to be connected to at once; or answers 409 because of its name. */
    public static Controller add(ControllerFields fields, String sealedPassword, String sealedApiKey, Instant now) {
        Controller controller = new Controller();
        controller.createdAt = now.truncatedTo(ChronoUnit.MICROS);
        controller.wanted = true;
        controller.change(fields, sealedPassword, sealedApiKey, now);
        return controller;
    }

    /**
     * Stores these values, or answers 409 because of the name. Where the address or the credentials are others than before, it
     * is to be connected anew.
     */
    public void change(ControllerFields newFields, String sealedPassword, String sealedApiKey, Instant now) {
        boolean isElsewhere = fields == null || !fields.reaches(newFields)
                || !Objects.equals(password, sealedPassword) || !Objects.equals(apiKey, sealedApiKey);
        fields = newFields;
        password = sealedPassword;
        apiKey = sealedApiKey;
        // As PostgreSQL keeps it, so that this answer and the next are the same.
        updatedAt = now.truncatedTo(ChronoUnit.MICROS);
        if (isElsewhere) {
            anew(wanted ? ConnectionState.CONNECTING : ConnectionState.DISCONNECTED, now);
        }
        persist();
        try {
            SessionContext.current().flush();
        } catch (ConstraintViolationException e) {
            throw UNIQUE_NAME.equals(e.getConstraintName()) ? ProblemException.conflict("Another controller has this name") : e;
        }
    }

    /**
     * A person wants it connected now: an attempt is to be made at once, unless it is connected or being connected, or the
     * controller wants to be left alone for a while.
     */
    public void connect(Instant now) {
        boolean isLimited = state == ConnectionState.LIMITED && nextAttemptAt != null && now.isBefore(nextAttemptAt);
        boolean isUnderWay = wanted && (state == ConnectionState.CONNECTING || isConnected(now));
        wanted = true;
        if (!isUnderWay && !isLimited) {
            anew(ConnectionState.CONNECTING, now);
        }
    }

    /** A person wants it not connected. */
    public void disconnect(Instant now) {
        if (wanted) {
            wanted = false;
            anew(ConnectionState.DISCONNECTED, now);
        }
    }

    private void anew(ConnectionState next, Instant now) {
        revision++;
        state = next;
        stateSince = now.truncatedTo(ChronoUnit.MICROS);
        nextAttemptAt = null;
        lastError = null;
    }

    /** Whether some process has a live stream of it: one that says so, and still lives. */
    public boolean isConnected(Instant now) {
        return shownState(now) == ConnectionState.CONNECTED;
    }

    /** Where its connection stands. A process that died said its last word, which no longer holds. */
    public ConnectionState shownState(Instant now) {
        boolean isHeld = heldUntil != null && now.isBefore(heldUntil);
        return state == ConnectionState.CONNECTED && !isHeld ? ConnectionState.WAITING : state;
    }
}
