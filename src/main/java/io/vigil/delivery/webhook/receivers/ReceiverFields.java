package io.vigil.delivery.webhook.receivers;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import io.vigil.delivery.webhook.wire.ExtraHeaders;
import io.vigil.web.ProblemException;

/**
 * What administrators set of a receiver. Values of headers and the token are secrets: a mask stands for what is known.
 *
 * @param clickUrl what a tap on what it shows opens, with {@code {event_id}} for the event; may be null
 * @param headers besides ours; may be null for none
 * @param token as the form wants it; may be null for none
 */
record ReceiverFields(@NotBlank @Size(max = 100) String name, @NotBlank @Size(max = 2000) String url, @NotNull Form form,
        @NotNull @Size(min = 1, max = 10) List<@NotNull Wanted> subjects, @Size(max = 2000) String clickUrl,
        @NotNull Boolean enabled, Map<String, String> headers, @Size(max = 500) String token) {

    /** What a value is shown as. */
    static final String MASK = "****";
    /** What a new receiver is where nothing else is said. */
    static final ReceiverFields DEFAULTS = new ReceiverFields(null, null, Form.STANDARD,
            List.of(Wanted.ALERT, Wanted.DIGEST, Wanted.SPENDING, Wanted.SYSTEM), null, true, Map.of(), null);

    ReceiverFields {
        headers = headers == null ? Map.of() : headers;
    }

    static ReceiverFields of(WebhookReceiver receiver) {
        Map<String, String> masked = new TreeMap<>(receiver.headers);
        masked.replaceAll((name, sealed) -> MASK);
        return new ReceiverFields(receiver.name, receiver.url, Form.of(receiver.form),
                receiver.subjects.stream().map(Wanted::of).toList(), receiver.clickUrl, receiver.enabled, masked,
                receiver.token == null ? null : MASK);
    }

    /**
     * The address; whether it may be called is for others to judge.
     *
     * @throws ProblemException 422 if it is none
     */
    URI address() {
        return address("url", url);
    }

    /** Refuses what the constraints cannot tell. */
    void requireFit() {
        if (!form.fits(address())) {
            throw ProblemException.invalid("body", "url", form.wanted());
        }
        if (clickUrl != null) {
            address("click_url", clickUrl.replaceAll("[{}]", ""));
        }
        Optional<String> misfit = ExtraHeaders.misfit(headers);
        if (misfit.isPresent()) {
            throw ProblemException.invalid("body", "headers", misfit.get());
        }
        if (token != null && ExtraHeaders.misfit(Map.of("token", token)).isPresent()) {
            throw ProblemException.invalid("body", "token", "must be plain characters");
        }
    }

    private static URI address(String name, String text) {
        try {
            URI address = URI.create(text);
            String scheme = address.getScheme();
            if (("https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme)) && address.getRawPath() != null) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("body", name, "must be an address");
        }
        throw ProblemException.invalid("body", name, "must begin with https:// or http://");
    }
}
