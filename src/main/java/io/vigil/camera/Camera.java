package io.vigil.camera;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Version;

import org.hibernate.annotations.UuidGenerator;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.id.uuid.UuidVersion7Strategy;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Sort;
import io.vigil.session.SessionContext;
import io.vigil.web.ProblemException;

/** A camera of the household. For use inside a session; what leaves one is a {@link CameraView}. */
@Entity
public class Camera extends PanacheEntityBase {

    private static final String UNIQUE_NAME = "camera_name_key";

    @Id
    @UuidGenerator(algorithm = UuidVersion7Strategy.class)
    public UUID id;

    @Embedded
    CameraFields fields;

    @Enumerated(EnumType.STRING)
    SourceType sourceType;

    /** Sealed; never leaves this service. */
    String password;

    Instant createdAt;
    Instant updatedAt;

    @Version
    int version;

    /** The camera with this id, with one SELECT, or a 404. */
    public static Camera existing(UUID id) {
        return Camera.<Camera> findByIdOptional(id).orElseThrow(() -> ProblemException.notFound("camera", id));
    }

    /** The camera, held so that nothing can be added to it until this session ends; 404 without it. */
    public static Camera locked(UUID id) {
        Camera camera = findById(id, LockModeType.PESSIMISTIC_WRITE);
        if (camera == null) {
            throw ProblemException.notFound("camera", id);
        }
        return camera;
    }

    /** The newest first; all, or those of one kind. */
    static List<Camera> listed(Boolean enabled) {
        Sort newestFirst = Sort.descending("createdAt", "id");
        return enabled == null ? listAll(newestFirst) : list("fields.isEnabled", newestFirst, enabled);
    }

    /** Stores a new camera, or answers 409 because of its name. */
    static Camera add(CameraFields fields, String sealedPassword, Instant now) {
        Camera camera = new Camera();
        camera.createdAt = now.truncatedTo(ChronoUnit.MICROS);
        camera.change(fields, sealedPassword, now);
        return camera;
    }

    /** Stores these values, or answers 409 because of the name. */
    void change(CameraFields newFields, String sealedPassword, Instant now) {
        fields = newFields;
        sourceType = newFields.sourceType();
        password = sealedPassword;
        // As PostgreSQL keeps it, so that this answer and the next are the same.
        updatedAt = now.truncatedTo(ChronoUnit.MICROS);
        persist();
        try {
            SessionContext.current().flush();
        } catch (ConstraintViolationException e) {
            throw UNIQUE_NAME.equals(e.getConstraintName()) ? ProblemException.conflict("Another camera has this name") : e;
        }
    }

    /** What people call it. */
    public String name() {
        return fields.name();
    }

    /** Where its events come from. */
    public SourceType sourceType() {
        return sourceType;
    }

    /** Whether it is in use. */
    public boolean isEnabled() {
        return fields.isEnabled();
    }
}
