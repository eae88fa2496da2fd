package io.vigil.camera;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

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
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_PROTECT_ID = 100;

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

    /** All that this Protect controller serves, in use or not; by its ids of them. */
    public static Map<String, Camera> servedBy(UUID controllerId) {
        return Camera.<Camera> list("fields.protectControllerId", controllerId).stream()
                .filter(camera -> camera.protectCameraId() != null)
                .collect(Collectors.toMap(Camera::protectCameraId, Function.identity()));
    }

    /** How many cameras each Protect controller serves, by its id. */
    public static Map<UUID, Long> countByController() {
        return SessionContext.current().createQuery("""
                select fields.protectControllerId, count(*) from Camera where fields.protectControllerId is not null
                group by fields.protectControllerId""", Object[].class).getResultList().stream()
                .collect(Collectors.toMap(row -> (UUID) row[0], row -> (Long) row[1]));
    }

    /**
     * Uses a camera of a Protect controller: the one that was in use before, also before its controller was set up anew, or a
     * new one. The caller holds the controller's row, so that nobody else does the same.
     *
     * @param name what to call it, unless another has the name; then a number follows it. Null for the name it has, or else
     *        the controller's
     * @param detections what the controller is to tell of
     * @param cooldown of a new camera, in seconds
     */
    public static Camera adopt(UUID controllerId, String protectCameraId, String name, String controllersName,
            boolean isDoorbell, List<String> detections, int cooldown, Instant now) {
        if (protectCameraId.length() > LONGEST_PROTECT_ID) {
            throw ProblemException.badRequest("unsupported_camera",
                    "The controller's id of it has more than " + LONGEST_PROTECT_ID + " characters");
        }
        Camera camera = Camera.<Camera> find("fields.protectCameraId = ?1 and (fields.protectControllerId = ?2 "
                + "or fields.protectControllerId is null) order by fields.protectControllerId nulls last", protectCameraId,
                controllerId).firstResult();
        if (camera == null) {
            camera = new Camera();
            camera.createdAt = now.truncatedTo(ChronoUnit.MICROS);
            String known = controllersName == null || controllersName.isBlank() ? protectCameraId : controllersName;
            camera.change(CameraFields.defaults(cooldown).served(freeName(name == null ? known : name), true, controllerId,
                    protectCameraId, isDoorbell, AnalysisMode.MULTI_FRAME, detections), null, now);
        } else {
            String newName = name == null || name.equals(camera.name()) ? camera.name() : freeName(name);
            camera.change(camera.fields.served(newName, true, controllerId, protectCameraId, isDoorbell,
                    camera.fields.analysisMode(), detections), camera.password, now);
        }
        return camera;
    }

    private static String freeName(String wanted) {
        String name = wanted.substring(0, Math.min(wanted.length(), LONGEST_NAME));
        for (int i = 2; count("fields.name", name) > 0; i++) {
            String number = " (" + i + ")";
            name = wanted.substring(0, Math.min(wanted.length(), LONGEST_NAME - number.length())) + number;
        }
        return name;
    }

    /** A Protect controller goes: its cameras stay, switched off and served by nobody. */
    public static void leave(UUID controllerId, Instant now) {
        Camera.<Camera> list("fields.protectControllerId", controllerId)
                .forEach(camera -> camera.serve(null, false, camera.detections(), now));
    }

    /** Switches the camera off: what its controller tells of it is not heard. */
    public void switchOff(Instant now) {
        serve(protectControllerId(), false, detections(), now);
    }

    /** Hears these detections of its controller from now on, and no others. */
    public void filter(List<String> detections, Instant now) {
        serve(protectControllerId(), isEnabled(), detections, now);
    }

    private void serve(UUID controllerId, boolean enabled, List<String> detections, Instant now) {
        change(fields.served(name(), enabled, controllerId, protectCameraId(), isDoorbell(), analysisMode(), detections),
                password, now);
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

    /** The Protect controller that serves it, or null. */
    public UUID protectControllerId() {
        return fields.protectControllerId();
    }

    /** The controller's id of it, or null if it is no Protect camera. */
    public String protectCameraId() {
        return fields.protectCameraId();
    }

    /** Which detections of its controller are heard, in the contract's words; null for the defaults. */
    public List<String> detections() {
        return fields.smartDetectionTypes();
    }

    /** Whether somebody can ring at it. */
    public boolean isDoorbell() {
        return fields.isDoorbell();
    }

    /** What of an event is shown to a model. */
    public AnalysisMode analysisMode() {
        return fields.analysisMode();
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
