package io.vigil.delivery.webhook.receivers;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.vigil.delivery.Outgoing;

/** In what form a receiver takes what it is told. */
public enum Form {

    /** Everything there is to tell, signed as Standard Webhooks says. */
    @JsonProperty("standard")
    STANDARD(".*", "") {
        @Override
        URI postTo(URI url) {
            return url;
        }

        @Override
        Map<String, String> authorization(String token) {
            return bearer(token);
        }

        @Override
        Object body(Receiver receiver, Outgoing outgoing, String title, EventFacts facts) {
            return StandardBody.of(outgoing, facts);
        }
    },

    /** A topic of an ntfy server (docs.ntfy.sh/publish, "Publish as JSON"): posted to the root, which is above the topic. */
    @JsonProperty("ntfy")
    NTFY(".*/[-_A-Za-z0-9]{1,64}/?", "must end with an ntfy topic, such as https://ntfy.example/topic") {
        @Override
        URI postTo(URI url) {
            Matcher path = PATH.matcher(url.getRawPath());
            return path.matches() ? at(url, path.group(1)) : url;
        }

        @Override
        Map<String, String> authorization(String token) {
            return bearer(token);
        }

        @Override
        Object body(Receiver receiver, Outgoing outgoing, String title, EventFacts facts) {
            Matcher path = PATH.matcher(receiver.url().getRawPath());
            return NtfyBody.of(path.matches() ? path.group(2) : "", title, receiver.clickUrl(outgoing), outgoing);
        }
    },

    /** An application of a Gotify server (gotify.net/api-docs, createMessage). */
    @JsonProperty("gotify")
    GOTIFY(".*", "") {
        @Override
        URI postTo(URI url) {
            String path = url.getRawPath().replaceFirst("/+$", "");
            return at(url, path.endsWith("/message") ? path : path + "/message");
        }

        @Override
        Map<String, String> authorization(String token) {
            return token == null ? Map.of() : Map.of("X-Gotify-Key", token);
        }

        @Override
        Object body(Receiver receiver, Outgoing outgoing, String title, EventFacts facts) {
            return GotifyBody.of(title, receiver.clickUrl(outgoing), outgoing);
        }
    };

    private static final Pattern PATH = Pattern.compile("(.*/)([^/]+)/?");

    private final Pattern path;
    private final String wanted;

    Form(String path, String wanted) {
        this.path = Pattern.compile(path);
        this.wanted = wanted;
    }

    /** As it stands in rows and answers. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Form of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** Whether such a receiver can be at that address, as far as its form tells. */
    boolean fits(URI url) {
        return url.getRawPath() != null && path.matcher(url.getRawPath()).matches();
    }

    /** What its address must be like, for a person. */
    String wanted() {
        return wanted;
    }

    /** Whether posts to it are signed. */
    boolean isSigned() {
        return this == STANDARD;
    }

    /** Where it takes posts. */
    abstract URI postTo(URI url);

    /** The headers that show the token, which may be null. */
    abstract Map<String, String> authorization(String token);

    /**
     * What is posted, for the JSON mapper.
     *
     * @param title of what is told late with its time, for forms that have no field for that
     */
    abstract Object body(Receiver receiver, Outgoing outgoing, String title, EventFacts facts);

    /** Another path at the same server, and no query. */
    private static URI at(URI url, String path) {
        return URI.create(url.getScheme() + "://" + url.getRawAuthority() + path);
    }

    private static Map<String, String> bearer(String token) {
        return token == null ? Map.of() : Map.of("Authorization", "Bearer " + token);
    }
}
