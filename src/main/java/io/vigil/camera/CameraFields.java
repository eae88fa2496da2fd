package io.vigil.camera;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/**
 * What clients set of a camera, the password apart: in JSON, in the database and in between. What must not be null says so;
 * everything else may be.
 *
 * @param rtspUrl where an RTSP camera streams
 * @param deviceIndex which USB camera of the capturing host it is, from 0
 * @param frameRate frames per second
 * @param motionCooldown seconds after a motion in which further motion is none
 * @param detectionSchedule when motion counts; an object that is kept as sent
 * @param audioThreshold how sure a sound has to be, 0 to 1
 * @param protectCameraId the controller's name for it: with one, the camera's source is Protect
 * @param smartDetectionTypes what the controller is to tell of: person, vehicle and the like
 * @param aiProvider ours: whom its pictures are shown to first; null for the household's order
 * @param aiPrompt ours: what its pictures are asked about; null for what the household asks about all
 */
@Embeddable
public record CameraFields(
        @NotBlank @Size(max = 100) String name,
        @NotNull @Enumerated(EnumType.STRING) CameraType type,
        @Size(max = 500) String rtspUrl,
        @Size(max = 100) String username,
        @Min(0) Integer deviceIndex,
        @NotNull @Min(1) @Max(30) Integer frameRate,
        @NotNull Boolean isEnabled,
        @NotNull Boolean motionEnabled,
        @NotNull @Enumerated(EnumType.STRING) Level motionSensitivity,
        @NotNull @Min(0) @Max(300) Integer motionCooldown,
        @NotNull @Enumerated(EnumType.STRING) MotionAlgorithm motionAlgorithm,
        @JdbcTypeCode(SqlTypes.JSON) @Size(max = 10) List<@NotNull @Valid Zone> detectionZones,
        @JdbcTypeCode(SqlTypes.JSON) Map<String, Object> detectionSchedule,
        @NotNull @Enumerated(EnumType.STRING) AnalysisMode analysisMode,
        @NotNull @Enumerated(EnumType.STRING) Level homekitStreamQuality,
        @NotNull Boolean audioEnabled,
        @Size(max = 50) String audioCodec,
        @Size(max = 50) List<@NotNull @Size(max = 100) String> audioEventTypes,
        @DecimalMin("0") @DecimalMax("1") @Digits(integer = 1, fraction = 20) BigDecimal audioThreshold,
        UUID protectControllerId,
        @Size(max = 100) String protectCameraId,
        @Size(max = 100) String protectCameraType,
        @Size(max = 50) List<@NotNull @Size(max = 100) String> smartDetectionTypes,
        @NotNull Boolean isDoorbell,
        @Enumerated(EnumType.STRING) AiProvider aiProvider,
        @Size(max = 2000) String aiPrompt) {

    /** What a new camera is where nothing else is said; the cooldown is the household's. */
    static CameraFields defaults(int cooldown) {
        return new CameraFields(null, null, null, null, null, 5, true, true, Level.MEDIUM, cooldown, MotionAlgorithm.MOG2,
                null, null, AnalysisMode.SINGLE_FRAME, Level.MEDIUM, false, null, null, null, null, null, null, null, false,
                null, null);
    }

    /** The same camera, as one that a Protect controller serves. */
    CameraFields served(String newName, boolean enabled, UUID controllerId, String cameraId, boolean doorbell,
            AnalysisMode mode, List<String> detections) {
        return new CameraFields(newName, type == null ? CameraType.RTSP : type, rtspUrl, username, deviceIndex, frameRate,
                enabled, motionEnabled, motionSensitivity, motionCooldown, motionAlgorithm, detectionZones,
                detectionSchedule, mode, homekitStreamQuality, audioEnabled, audioCodec, audioEventTypes, audioThreshold,
                controllerId, cameraId, doorbell ? "doorbell" : "camera", detections, doorbell, aiProvider, aiPrompt);
    }

    SourceType sourceType() {
        if (protectCameraId != null) {
            return SourceType.PROTECT;
        }
        return type == CameraType.USB ? SourceType.USB : SourceType.RTSP;
    }
}
