package io.vigil.delivery.rules;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.vigil.delivery.rules.Alert.Webhook;
import io.vigil.delivery.targets.ReservedHeaders;
import io.vigil.settings.SealedColumn;
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

    private final SecretBox secrets;

    WebhookHeaders(SecretBox secrets) {
        this.secrets = secrets;
    }

    @Produces
    @Singleton
    static SealedColumn sealedHeaders() {
        return SealedColumn.json("alert_rule", "actions", Webhook.PURPOSE);
    }

    /**
     * The webhook with its values sealed.
     *
     * @param before what is there, or null
     * @throws ProblemException 422 for what is no header, and for a mask that stands for nothing, or for a value that another
     *         server is sent
     */
    Webhook sealed(Webhook sent, Webhook before) {
        if (sent.headers() == null) {
            return sent;
        }
        Map<String, String> known = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (before != null && before.headers() != null) {
            known.putAll(before.headers());
        }
        boolean isElsewhere = before != null && !ReservedHeaders.mayFollow(before.url(), sent.url());
        Map<String, String> named = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Map<String, String> sealed = new LinkedHashMap<>();
        sent.headers().forEach((name, value) -> {
            require(name, value);
            if (named.put(name, name) != null) {
                throw invalid("has the same name twice");
            }
            sealed.put(name, Webhook.MASK.equals(value) ? kept(known.get(name), isElsewhere) : Webhook.seal(secrets, value));
        });
        return new Webhook(sent.url(), sealed);
    }

    /** A secret does not follow its rule to another server: whoever cannot read it could have it told to their own. */
    private static String kept(String sealed, boolean isElsewhere) {
        if (sealed == null) {
            throw invalid("has " + Webhook.MASK + " for a header that has no value yet");
        }
        if (isElsewhere) {
            throw invalid("must be sent again for another address");
        }
        return sealed;
    }

    private static void require(String name, String value) {
        if (!NAME.matcher(name).matches()) {
            throw invalid("has a name that no header can have");
        }
        if (ReservedHeaders.contain(name)) {
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
