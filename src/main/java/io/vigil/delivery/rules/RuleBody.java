package io.vigil.delivery.rules;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vigil.delivery.rules.Alert.Webhook;
import io.vigil.web.ProblemException;

/**
 * Reads a rule's body over what is there already. A field that is absent stays, one that is null becomes null; conditions and
 * actions are replaced as a whole.
 */
@Singleton
class RuleBody {

    private static final String ACTIONS = "actions";

    private final ObjectMapper json;
    private final Validator validator;
    private final WebhookHeaders headers;

    RuleBody(ObjectMapper json, Validator validator, WebhookHeaders headers) {
        this.json = json;
        this.validator = validator;
        this.headers = headers;
    }

    /** The fields of a rule after this body; the values of its headers are sealed. */
    RuleFields over(RuleFields base, ObjectNode body) throws JsonProcessingException {
        ObjectNode tree = json.valueToTree(base);
        if (body != null) {
            tree.setAll(body);
        }
        RuleFields fields = json.treeToValue(tree, RuleFields.class);
        Set<ConstraintViolation<RuleFields>> violations = validator.validate(fields);
        if (!violations.isEmpty()) {
            throw new ConstraintViolationException(violations);
        }
        if (fields.entityMatchMode() == EntityMatchMode.SPECIFIC && fields.entityId() == null) {
            throw ProblemException.invalid("body", "entity_id", "a rule about somebody specific needs one");
        }
        Webhook webhook = fields.actions().webhook();
        if (webhook == null || body == null || !body.has(ACTIONS)) {
            return fields;
        }
        requireAddress(webhook.url());
        return fields.with(fields.actions().with(headers.sealed(webhook, base.actions().webhook())));
    }

    /** By its form alone: whether it may be called is judged whenever it is. */
    private static void requireAddress(String url) {
        try {
            URI address = new URI(url);
            if (("https".equalsIgnoreCase(address.getScheme()) || "http".equalsIgnoreCase(address.getScheme()))
                    && address.getHost() != null && address.getRawUserInfo() == null) {
                return;
            }
        } catch (URISyntaxException e) {
            // Its message repeats the address, which may hold a secret.
        }
        throw ProblemException.invalid("body", "actions.webhook.url",
                "must be an address with https:// or http://, a host and no user");
    }
}
