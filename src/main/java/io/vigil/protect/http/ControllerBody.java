package io.vigil.protect.http;

import java.util.Locale;
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

import io.vigil.protect.client.ControllerAccess;
import io.vigil.protect.internal.ControllerFields;
import io.vigil.protect.internal.Target;
import io.vigil.settings.SealedColumn;
import io.vigil.settings.SecretBox;
import io.vigil.web.ProblemException;

/**
 * Reads a controller's body over what is there already. An absent field stays; null clears one that may be empty, and an empty
 * secret stays too, because forms send one that nobody touched.
 */
@Singleton
class ControllerBody {

    private static final int LONGEST_PASSWORD = 100;
    private static final int LONGEST_KEY = 500;

    private final ObjectMapper json;
    private final Validator validator;
    private final SecretBox secrets;

    ControllerBody(ObjectMapper json, Validator validator, SecretBox secrets) {
        this.json = json;
        this.validator = validator;
        this.secrets = secrets;
    }

    @Produces
    @Singleton
    static SealedColumn sealedPassword() {
        return SealedColumn.text("protect_controller", "password", Target.PASSWORD);
    }

    @Produces
    @Singleton
    static SealedColumn sealedApiKey() {
        return SealedColumn.text("protect_controller", "api_key", Target.API_KEY);
    }

    /** What is stored after this body; the secrets stay sealed. */
    Target.Sealed over(Target.Sealed base, ObjectNode body) throws JsonProcessingException {
        Target.Sealed after = read(base, body);
        String name = after.fields().name();
        if (name == null || name.isBlank()) {
            throw ProblemException.invalid("body", "name", "1 to 100 characters are needed");
        }
        return after;
    }

    /** A new one. */
    Target.Sealed created(ObjectNode body) throws JsonProcessingException {
        return over(new Target.Sealed(ControllerFields.DEFAULTS, null, null), body);
    }

    /** What to try without storing it; a name is not needed. */
    ControllerAccess tried(ObjectNode body) throws JsonProcessingException {
        return read(new Target.Sealed(ControllerFields.DEFAULTS, null, null), body).open(secrets);
    }

    private Target.Sealed read(Target.Sealed base, ObjectNode body) throws JsonProcessingException {
        ObjectNode sent = body == null ? json.createObjectNode() : body.deepCopy();
        normalise(sent);
        ObjectNode tree = json.valueToTree(base.fields());
        tree.setAll(sent);
        ControllerFields fields = json.treeToValue(tree, ControllerFields.class);
        Set<ConstraintViolation<ControllerFields>> violations = validator.validate(fields);
        if (!violations.isEmpty()) {
            throw new ConstraintViolationException(violations);
        }
        Target.Sealed after = new Target.Sealed(fields,
                secret(sent.get("password"), "password", LONGEST_PASSWORD, base.password(), Target.PASSWORD),
                secret(sent.get("api_key"), "api_key", LONGEST_KEY, base.apiKey(), Target.API_KEY));
        requireCredentials(after);
        return after;
    }

    /** A fingerprint as people copy it, and a user name that a form left empty. */
    private static void normalise(ObjectNode sent) {
        JsonNode fingerprint = sent.get("fingerprint");
        if (fingerprint != null && fingerprint.isTextual()) {
            String digits = fingerprint.textValue().replace(":", "").strip().toLowerCase(Locale.ROOT);
            sent.put("fingerprint", digits.isEmpty() ? null : digits);
        }
        JsonNode username = sent.get("username");
        if (username != null && username.isTextual() && username.textValue().isEmpty()) {
            sent.putNull("username");
        }
    }

    private String secret(JsonNode sent, String name, int longest, String sealed, String purpose) {
        if (sent == null) {
            return sealed;
        }
        if (sent.isNull()) {
            return null;
        }
        if (!sent.isTextual() || sent.textValue().length() > longest || sent.textValue().chars().anyMatch(c -> c < ' ')) {
            throw ProblemException.invalid("body", name, "must be a text of at most " + longest + " characters");
        }
        return sent.textValue().isEmpty() ? sealed : secrets.encrypt(sent.textValue(), purpose);
    }

    private static void requireCredentials(Target.Sealed after) {
        boolean hasUsername = after.fields().username() != null;
        boolean hasPassword = after.password() != null;
        if (hasUsername != hasPassword || after.apiKey() == null && !hasUsername) {
            String missing = hasUsername ? "password" : "username";
            throw ProblemException.invalid("body", missing, "user name and password, or an API key, are needed");
        }
    }
}
