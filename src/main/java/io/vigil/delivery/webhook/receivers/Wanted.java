package io.vigil.delivery.webhook.receivers;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.vigil.delivery.Message.Subject;

/** What a receiver may want to be told. */
enum Wanted {

    /** Each event. */
    @JsonProperty("event")
    EVENT,
    /** Events that set off an alert rule. */
    @JsonProperty("alert")
    ALERT,
    @JsonProperty("digest")
    DIGEST,
    @JsonProperty("spending")
    SPENDING,
    @JsonProperty("system")
    SYSTEM;

    /** As it stands in rows and answers. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Wanted of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** Whether it takes in a message about that, which set off a rule or did not. */
    boolean covers(Subject subject, boolean isAlert) {
        return switch (this) {
            case EVENT -> subject == Subject.EVENT;
            case ALERT -> subject == Subject.EVENT && isAlert;
            case DIGEST -> subject == Subject.DIGEST;
            case SPENDING -> subject == Subject.SPENDING;
            case SYSTEM -> subject == Subject.SYSTEM;
        };
    }
}
