package io.vigil.delivery.rules;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import io.vigil.delivery.rules.Alert.Webhook;
import io.vigil.settings.SecretBox;
import io.vigil.web.ProblemException;

/** The headers with which a rule posts. Nobody sees a value again: a mask that is sent back stands for what is there. */
@Singleton
class WebhookHeaders {

    private static final int LONGEST_VALUE = 4000;
    /** A token of RFC 9110, section 5.6.2. */
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
    /** Field content of RFC 9110, section 5.5, in ASCII. */
    private static final Pattern VALUE = Pattern.compile("[!-~]([ \\t!-~]*[!-~])?|");
    /** How a message is framed, to whom it goes and what signs it is no rule's to say. */
    private static final Set<String> OURS = Set.of("host", "content-length", "transfer-encoding", "connection", "keep-alive",
            "te", "trailer", "upgrade", "expect", "webhook-id", "webhook-timestamp", "webhook-signature");

    private final SecretBox secrets;

    WebhookHeaders(SecretBox secrets) {
        this.secrets = secrets;
    }

    /**
     * The webhook with its values sealed.
     *
     * @param before what is there, or null
     * @throws ProblemException 422 for what is no header, and for a mask that stands for nothing
     */
    Webhook sealed(Webhook sent, Webhook before) {
        if (sent.headers() == null) {
            return sent;
        }
        Map<String, String> known = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (before != null && before.headers() != null) {
            known.putAll(before.headers());
        }
        Map<String, String> named = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Map<String, String> sealed = new LinkedHashMap<>();
        sent.headers().forEach((name, value) -> {
            require(name, value);
            if (named.put(name, name) != null) {
                throw invalid("has the same name twice");
            }
            sealed.put(name, Webhook.MASK.equals(value) ? kept(known.get(name)) : Webhook.seal(secrets, value));
        });
        return new Webhook(sent.url(), sealed);
    }

    private static String kept(String sealed) {
        if (sealed == null) {
            throw invalid("has " + Webhook.MASK + " for a header that has no value yet");
        }
        return sealed;
    }

    private static void require(String name, String value) {
        if (!NAME.matcher(name).matches()) {
            throw invalid("has a name that no header can have");
        }
        if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
            throw invalid("has a name that is not for rules to set");
        }
        if (value == null || value.length() > LONGEST_VALUE || !VALUE.matcher(value).matches()) {
            throw invalid("has a value that no header can have");
        }
    }

    /** Of the headers, and never which: a mixed-up pair has the secret for its name. */
    private static ProblemException invalid(String reason) {
        return ProblemException.invalid("body", "actions.webhook.headers", reason);
    }
}
