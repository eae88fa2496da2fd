package io.vigil.delivery.webhook.receivers;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vigil.delivery.targets.ReservedHeaders;
import io.vigil.settings.SealedColumn;
import io.vigil.settings.SecretBox;
import io.vigil.web.ProblemException;

/** Reads a receiver's body over what is there already: an absent field stays, and so does a secret that is sent masked. */
@Singleton
class ReceiverBody {

    private final ObjectMapper json;
    private final Validator validator;
    private final SecretBox box;

    ReceiverBody(ObjectMapper json, Validator validator, SecretBox box) {
        this.json = json;
        this.validator = validator;
        this.box = box;
    }

    @Produces
    @Singleton
    static SealedColumn sealedToken() {
        return SealedColumn.text("webhook_receiver", "token", Receiver.TOKEN);
    }

    @Produces
    @Singleton
    static SealedColumn sealedHeaders() {
        return SealedColumn.json("webhook_receiver", "headers", Receiver.HEADER);
    }

    /**
     * The fields as the body changes them.
     *
     * @throws ProblemException 422 if they do not fit
     */
    ReceiverFields over(ReceiverFields known, ObjectNode body) throws JsonProcessingException {
        ObjectNode tree = json.valueToTree(known);
        if (body != null) {
            tree.setAll(body);
        }
        ReceiverFields fields = json.treeToValue(tree, ReceiverFields.class);
        Set<ConstraintViolation<ReceiverFields>> violations = validator.validate(fields);
        if (!violations.isEmpty()) {
            throw new ConstraintViolationException(violations);
        }
        fields.requireFit();
        return fields;
    }

    /** Puts the fields into the row. One that is switched on again is not off for any reason. */
    void fill(WebhookReceiver receiver, ReceiverFields fields, Instant now) {
        boolean isElsewhere = receiver.url != null && !ReservedHeaders.mayFollow(receiver.url, fields.url());
        Map<String, String> sealed = new HashMap<>();
        Map<String, String> known = receiver.headers == null ? Map.of() : receiver.headers;
        fields.headers().forEach((name, value) -> sealed.put(name,
                sealed("headers", value, known.get(name), Receiver.HEADER, isElsewhere)));
        receiver.token = fields.token() == null || fields.token().isEmpty() ? null
                : sealed("token", fields.token(), receiver.token, Receiver.TOKEN, isElsewhere);
        receiver.headers = sealed;
        receiver.name = fields.name();
        receiver.url = fields.url();
        receiver.form = fields.form().word();
        receiver.subjects = fields.subjects().stream().distinct().map(Wanted::word).toList();
        receiver.clickUrl = fields.clickUrl();
        receiver.enabled = fields.enabled();
        receiver.disabledReason = fields.enabled() ? null : receiver.disabledReason;
        receiver.updatedAt = now;
    }

    /** A secret does not follow its receiver to another host: whoever cannot read it could have it told to their own. */
    private String sealed(String field, String sent, String known, String purpose, boolean isElsewhere) {
        if (!sent.equals(ReceiverFields.MASK)) {
            return box.encrypt(sent, purpose);
        }
        if (known == null) {
            throw ProblemException.invalid("body", field, "a mask stands for a value that is known");
        }
        if (isElsewhere) {
            throw ProblemException.invalid("body", field, "must be sent again for another address");
        }
        return known;
    }
}
