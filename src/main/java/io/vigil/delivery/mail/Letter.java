package io.vigil.delivery.mail;

import java.net.URI;
import java.util.List;
import java.util.Optional;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.vigil.delivery.Message;
import io.vigil.delivery.WallClock;
import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;

/**
 * What stands in a mail. Rendered it is HTML, by the template {@code mail/letter.html}, in which every text is escaped;
 * {@link #plain()} says the same.
 *
 * @param title one line, without any character that could end it
 * @param lines the text
 * @param when when it happened, in the household's zone
 * @param link where to see more, or null
 */
@CheckedTemplate(basePath = "mail", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record Letter(String title, List<String> lines, String when, String link) implements TemplateInstance {

    /**
     * The letter of a message.
     *
     * @param household how it writes dates and times, in which zone, and where its links lead
     */
    static Letter of(Message message, Settings household) {
        Optional<URI> dashboard = household.get(SettingKey.DASHBOARD_URL);
        return new Letter(message.title().replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}\\s]+", " ").strip(),
                message.text().lines().filter(line -> !line.isBlank()).toList(),
                WallClock.full(message.occurredAt(), household),
                dashboard.map(url -> link(url.toString(), message)).orElse(null));
    }

    private static String link(String dashboard, Message message) {
        String base = dashboard.endsWith("/") ? dashboard.substring(0, dashboard.length() - 1) : dashboard;
        return message.eventId() == null ? base + "/" : base + "/events?highlight=" + message.eventId();
    }

    String plain() {
        return title + "\n\n" + String.join("\n\n", lines) + "\n\n" + when + "\n" + (link == null ? "" : link + "\n");
    }
}
