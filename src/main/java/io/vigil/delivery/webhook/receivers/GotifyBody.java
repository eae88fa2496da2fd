package io.vigil.delivery.webhook.receivers;

import java.util.LinkedHashMap;
import java.util.Map;

import io.vigil.delivery.Outgoing;

/**
 * A message for Gotify (gotify.net/api-docs, createMessage; gotify.net/docs/msgextras).
 *
 * @param extras by namespace: that the text is plain, and what a tap opens
 */
record GotifyBody(String title, String message, int priority, Map<String, Object> extras) {

    static GotifyBody of(String title, String click, Outgoing outgoing) {
        Map<String, Object> extras = new LinkedHashMap<>();
        extras.put("client::display", Map.of("contentType", "text/plain"));
        if (click != null) {
            extras.put("client::notification", Map.of("click", Map.of("url", click)));
        }
        return new GotifyBody(title, outgoing.message().text(), Weight.of(outgoing).gotify(), extras);
    }
}
