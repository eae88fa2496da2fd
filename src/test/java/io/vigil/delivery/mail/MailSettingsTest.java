package io.vigil.delivery.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;

import jakarta.inject.Inject;
import jakarta.mail.internet.InternetAddress;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.delivery.DeliveryService;
import io.vigil.delivery.Message;
import io.vigil.delivery.Message.Subject;
import io.vigil.delivery.Telling;
import io.vigil.session.SessionContext;
import io.vigil.settings.Settings;

/** What the household sets of its texts is what its mails look like. */
@QuarkusTest
@WithTestResource(value = MailServerResource.class, scope = TestResourceScope.GLOBAL)
class MailSettingsTest {

    @Inject
    DeliveryService delivery;

    @Inject
    Telling telling;

    @Inject
    Settings settings;

    @ConfigProperty(name = "quarkus.mailer.port")
    int port;

    private MailServerStub server;

    @BeforeEach
    void start() {
        server = MailServerStub.start(port, MailServerResource.KEYS);
    }

    @AfterEach
    void stop() {
        server.close();
        telling.awaitDone();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = { "MM/DD/YYYY; 12h; Tuesday, 11/24/2026, 10:30 PM GMT",
            "DD/MM/YYYY; 24h; Tuesday, 24/11/2026, 22:30 GMT", "YYYY-MM-DD; 12h; Tuesday, 2026-11-24, 10:30 PM GMT" })
    void times_are_written_as_the_household_writes_them(String date, String time, String written) {
        settings.change(Map.of("date_format", date, "time_format", time));

        ReceivedMail mail = mail();

        assertThat(mail.plain()).contains(written);
        assertThat(mail.html()).contains(written);
    }

    @ParameterizedTest
    @ValueSource(strings = { "Home", "Haus 7", "Zuhause \uD83C\uDFE0 M\u00fcller", "\"Us\" <b@example.com>, you",
            "A name that is too long for one encoded word of a header: \u00e4\u00f6\u00fc\u00e4\u00f6\u00fc\u00e4\u00f6" })
    void they_are_from_whatever_the_household_calls_its_system(String name) throws Exception {
        settings.change(Map.of("system_name", name));

        ReceivedMail mail = mail();

        InternetAddress[] from = InternetAddress.parse(mail.header("From"));
        assertThat(from).hasSize(1);
        assertThat(from[0].getPersonal()).isEqualTo(name);
        assertThat(from[0].getAddress()).isEqualTo(MailServerResource.SENDER);
        assertThat(mail.sender()).isEqualTo(MailServerResource.SENDER);
    }

    @Test
    void a_name_adds_no_header_and_no_name_is_none() {
        settings.change(Map.of("system_name", "Home\r\nBcc: b@example.com"));
        assertThat(mail().header("Bcc")).isNull();
        server.close();
        telling.awaitDone();
        server = MailServerStub.start(port, MailServerResource.KEYS);

        settings.change(Map.of("system_name", " "));
        SessionContext.run("test.mail-unnamed", () -> delivery.tell("system:2", message()));
        telling.awaitDone();

        assertThat(server.received().get(0).header("From")).isEqualTo(MailServerResource.SENDER);
    }

    private ReceivedMail mail() {
        settings.change(Map.of("alert_email_recipients", "a@example.com"));
        SessionContext.run("test.mail-household", () -> delivery.tell("system:1", message()));
        telling.awaitDone();
        return server.received().get(0);
    }

    private static Message message() {
        return new Message(Subject.SYSTEM, null, null, null, null, Instant.parse("2026-11-24T22:30:00Z"), "The disk is full",
                "Free some space.", true, Map.of());
    }
}
