package io.vigil.camera;

import java.util.Set;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vigil.settings.SealedColumn;
import io.vigil.settings.SecretBox;
import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;
import io.vigil.web.ProblemException;

/**
 * Reads a camera's body over what is there already. A field that is absent stays, one that is null becomes null: only the JSON
 * tree tells the two apart, an object of it no longer does.
 */
@Singleton
class CameraBody {

    private static final String PASSWORD = "password";
    private static final int LONGEST_PASSWORD = 100;
    private static final String PASSWORD_PURPOSE = "camera.password";

    private final ObjectMapper json;
    private final Validator validator;
    private final SecretBox secrets;
    private final Settings settings;

    CameraBody(ObjectMapper json, Validator validator, SecretBox secrets, Settings settings) {
        this.json = json;
        this.validator = validator;
        this.secrets = secrets;
        this.settings = settings;
    }

    @Produces
    @Singleton
    static SealedColumn sealedPassword() {
        return SealedColumn.text("camera", "password", PASSWORD_PURPOSE);
    }

    /** The fields of a new camera, which also needs what its type cannot do without. */
    CameraFields created(ObjectNode body) throws JsonProcessingException {
        CameraFields fields = over(CameraFields.defaults(settings.get(SettingKey.COOLDOWN_PERIOD)), body);
        if (fields.sourceType() == SourceType.RTSP && fields.rtspUrl() == null) {
            throw ProblemException.invalid("body", "rtsp_url", "an RTSP camera needs one");
        }
        if (fields.sourceType() == SourceType.USB && fields.deviceIndex() == null) {
            throw ProblemException.invalid("body", "device_index", "a USB camera needs one");
        }
        return fields;
    }

    /** The fields as the body changes them; the type stays what it is. */
    CameraFields changed(CameraFields fields, ObjectNode body) throws JsonProcessingException {
        ObjectNode changes = body == null ? json.createObjectNode() : body.deepCopy();
        changes.remove("type");
        return over(fields, changes);
    }

    /** The sealed password after this body: null clears it, absent or empty keeps what is there. */
    String password(String sealed, ObjectNode body) {
        JsonNode sent = body == null ? null : body.get(PASSWORD);
        if (sent == null) {
            return sealed;
        }
        if (sent.isNull()) {
            return null;
        }
        if (!sent.isTextual() || sent.textValue().length() > LONGEST_PASSWORD) {
            throw ProblemException.invalid("body", PASSWORD, "must be a text of at most " + LONGEST_PASSWORD + " characters");
        }
        return sent.textValue().isEmpty() ? sealed : secrets.encrypt(sent.textValue(), PASSWORD_PURPOSE);
    }

    private CameraFields over(CameraFields base, ObjectNode body) throws JsonProcessingException {
        ObjectNode tree = json.valueToTree(base);
        if (body != null) {
            tree.setAll(body);
        }
        CameraFields fields = json.treeToValue(tree, CameraFields.class);
        Set<ConstraintViolation<CameraFields>> violations = validator.validate(fields);
        if (!violations.isEmpty()) {
            throw new ConstraintViolationException(violations);
        }
        boolean streams = fields.type() == CameraType.RTSP && fields.rtspUrl() != null;
        if (streams && !fields.rtspUrl().matches("(?i)rtsps?://\\S+")) {
            throw ProblemException.invalid("body", "rtsp_url", "must start with rtsp:// or rtsps://");
        }
        return fields;
    }
}
