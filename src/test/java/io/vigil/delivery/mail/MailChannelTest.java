package io.vigil.delivery.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.delivery.DeliveryService;
import io.vigil.delivery.Message;
import io.vigil.delivery.Message.Subject;
import io.vigil.delivery.Telling;
import io.vigil.event.EventKind;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Sightings;

/** From what is told to the mail server's socket. */
@QuarkusTest
@WithTestResource(value = MailServerResource.class, scope = TestResourceScope.GLOBAL)
class MailChannelTest {

    private static final String FIRST = "first@example.com";
    private static final String SECOND = "second@example.com";
    private static final Instant HAPPENED = Instant.parse("2026-11-24T22:30:00Z");
    private static final Duration LATER = Duration.ofMinutes(1);

    @Inject
    DeliveryService delivery;

    @Inject
    Telling telling;

    @Inject
    Clock clock;

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

    @Test
    void a_digest_goes_to_each_address_by_itself_with_both_parts() {
        set(Map.of("digest_email_recipients", FIRST + ", " + SECOND, "timezone", "Europe/Berlin",
                "dashboard_url", "https://vigil.example/home/"));

        digest("digest:1", "Tuesday at home", "Three people came.\n\nNothing was stolen.");

        assertThat(server.received()).extracting(ReceivedMail::recipient).containsExactlyInAnyOrder(FIRST, SECOND);
        assertThat(server.received(FIRST)).singleElement().satisfies(mail -> {
            assertThat(mail.sender()).isEqualTo(MailServerResource.SENDER);
            assertThat(mail.header("From")).isEqualTo("Vigil <" + MailServerResource.SENDER + ">");
            assertThat(mail.header("To")).isEqualTo(FIRST);
            assertThat(mail.subject()).isEqualTo("Tuesday at home");
            assertThat(mail.header("Auto-Submitted")).isEqualTo("auto-generated");
            assertThat(mail.plain().lines()).containsExactly("Tuesday at home", "", "Three people came.", "",
                    "Nothing was stolen.", "", "Tuesday, 2026-11-24, 23:30 GMT+1", "https://vigil.example/home/");
            assertThat(mail.html()).contains("<h1 style=\"font-size: 1.25em\">Tuesday at home</h1>",
                    "<p>Three people came.</p>", "<p>Nothing was stolen.</p>", "Tuesday, 2026-11-24, 23:30 GMT+1",
                    "<a href=\"https://vigil.example/home/\">");
        });
        assertThat(states()).containsExactly("first@example.com delivered ", "second@example.com delivered ");
    }

    @Test
    void its_date_is_the_clocks_and_its_id_the_deliverys() {
        set(Map.of("alert_email_recipients", FIRST));

        tell("system:1", message(Subject.SYSTEM, "The disk is full", "Free some space."));

        String id = Database.value("select sent_as from delivery where channel = 'email'");
        ReceivedMail mail = server.received().get(0);
        assertThat(mail.header("Message-ID")).isEqualTo("<" + id + "@home.example>");
        assertThat(mail.header("X-Vigil-Delivery")).isEqualTo(id);
        assertThat(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(mail.header("Date"))))
                .isBetween(clock.instant().minusSeconds(60), clock.instant().plusSeconds(1).truncatedTo(ChronoUnit.SECONDS));
    }

    @Test
    void a_text_is_text_in_both_parts_whatever_it_looks_like() {
        set(Map.of("alert_email_recipients", FIRST));
        String text = "<script>alert('x')</script> & a sign \"{title}\" 🔑";

        tell("system:1", message(Subject.SYSTEM, "<b>Front & back</b>", text));

        ReceivedMail mail = server.received().get(0);
        assertThat(mail.subject()).isEqualTo("<b>Front & back</b>");
        assertThat(mail.plain()).contains("<b>Front & back</b>", text);
        assertThat(mail.html()).doesNotContain("<script", "<b>")
                .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; a sign &quot;{title}&quot; 🔑",
                        "&lt;b&gt;Front &amp; back&lt;/b&gt;");
    }

    @Test
    void a_title_adds_no_header_and_no_recipient() {
        set(Map.of("alert_email_recipients", FIRST));

        tell("system:1", message(Subject.SYSTEM, "Camera\r\nBcc: other@example.com\r\n\r\nHello\u2028you\u0007", "Text."));

        ReceivedMail mail = server.received().get(0);
        assertThat(server.received()).hasSize(1);
        assertThat(mail.subject()).isEqualTo("Camera Bcc: other@example.com Hello you");
        assertThat(mail.header("Bcc")).isNull();
        assertThat(mail.plain()).startsWith("Camera Bcc: other@example.com Hello you");
    }

    @Test
    void an_event_that_set_off_no_rule_is_mailed_to_nobody() {
        set(Map.of("alert_email_recipients", FIRST));
        UUID event = UUID.randomUUID();

        tell("event:" + event, new Message(Subject.EVENT, event, UUID.randomUUID(), "Front door", EventKind.PERSON, HAPPENED,
                "Person at Front door", "A man carries a ladder.", true, Map.of()));

        assertThat(server.received()).isEmpty();
        assertThat(Database.count("select count(*) from delivery where channel = 'email'")).isZero();
    }

    @Test
    void an_event_that_sets_off_a_rule_is_mailed_once_however_its_text_gets_better() {
        set(Map.of("alert_email_recipients", FIRST, "dashboard_url", "https://vigil.example"));
        Api.admin().contentType("application/json").body(Map.of("name", "People")).post("/api/v1/alert-rules").then()
                .statusCode(201);
        String event = Sightings.send(Sightings.camera("Front door"), "1", "person", "worker-hivis.jpg").statusCode(202)
                .extract().path("id");
        Sightings.awaitSettled();
        telling.awaitDone();

        tell("event:" + event,
                new Message(Subject.EVENT, UUID.fromString(event), null, "Front door", EventKind.PERSON, HAPPENED,
                        "Person at Front door", "A man carries a ladder.", true, Map.of()));

        assertThat(server.received()).singleElement().satisfies(mail -> {
            assertThat(mail.subject()).isEqualTo("Person at Front door");
            assertThat(mail.plain()).contains("Person detected at Front door",
                    "https://vigil.example/events?highlight=" + event);
        });
    }

    @Test
    void what_the_server_refuses_for_good_is_on_record_in_its_words() {
        set(Map.of("digest_email_recipients", FIRST + "," + SECOND));
        server.refuse(FIRST, 550, "5.1.1 Nobody of that name");

        digest("digest:1", "Tuesday", "A quiet day.");
        telling.later(LATER);

        assertThat(states())
                .containsExactly("first@example.com dead The mail server refuses it: recipient address not accepted: "
                        + "550 5.1.1 Nobody of that name", "second@example.com delivered ");
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void what_the_server_does_not_take_now_is_handed_to_it_again_as_the_same_mail() {
        set(Map.of("digest_email_recipients", FIRST));
        server.turnAway(FIRST, 451, "4.7.1 Greylisted");

        digest("digest:1", "Tuesday", "A quiet day.");
        assertThat(states()).singleElement().asString().startsWith("first@example.com waiting ").contains("451", "Greylisted");
        telling.later(LATER);

        assertThat(states()).singleElement().asString().startsWith("first@example.com delivered");
        assertThat(server.received()).singleElement().satisfies(mail -> assertThat(mail.header("Message-ID"))
                .isEqualTo(server.turnedAway().get(0).header("Message-ID")));
    }

    @Test
    void a_server_that_is_away_is_asked_again() {
        set(Map.of("digest_email_recipients", FIRST));
        server.close();

        digest("digest:1", "Tuesday", "A quiet day.");
        assertThat(states()).singleElement().asString().startsWith(
                "first@example.com waiting The mail server cannot take it now: Connection refused");
        server = MailServerStub.start(port, MailServerResource.KEYS);
        telling.later(LATER);

        assertThat(server.received()).extracting(ReceivedMail::subject).containsExactly("Tuesday");
    }

    @Test
    void a_server_without_encryption_is_told_nothing() {
        set(Map.of("digest_email_recipients", FIRST));
        server.close();
        server = MailServerStub.startPlain(port);

        digest("digest:1", "Tuesday", "A quiet day.");

        assertThat(states()).singleElement().asString().startsWith("first@example.com waiting").contains("STARTTLS");
        assertThat(server.received()).isEmpty();
    }

    @Test
    void of_twenty_addresses_one_that_is_refused_and_one_that_hangs_delay_nobody() {
        List<String> all = IntStream.range(0, 20).mapToObj(i -> "person" + i + "@example.com").toList();
        set(Map.of("digest_email_recipients", String.join(",", all)));
        server.refuse(all.get(3), 550, "No");
        server.hang(all.get(7));

        SessionContext.run("test.mail-many", () -> {
            delivery.tell("digest:1", message(Subject.DIGEST, "Tuesday", "A quiet day."));
            delivery.tell("digest:2", message(Subject.DIGEST, "Wednesday", "A loud day."));
        });

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(server.received().stream()
                .collect(Collectors.groupingBy(ReceivedMail::recipient, Collectors.counting())).values())
                .hasSize(18).containsOnly(2L));
    }

    @Test
    void an_address_that_was_taken_off_the_list_is_not_told_what_still_waits() {
        set(Map.of("digest_email_recipients", FIRST));
        server.turnAway(FIRST, 451, "Later");
        digest("digest:1", "Tuesday", "A quiet day.");

        set(Map.of("digest_email_recipients", SECOND));
        telling.later(LATER);

        assertThat(states()).containsExactly("first@example.com skipped The address is not among the recipients any more");
        assertThat(server.received()).isEmpty();
    }

    private static void set(Map<String, Object> settings) {
        Api.admin().contentType("application/json").body(settings).put("/api/v1/system/settings").then().statusCode(200);
    }

    private void digest(String key, String title, String text) {
        tell(key, message(Subject.DIGEST, title, text));
    }

    private void tell(String key, Message message) {
        SessionContext.run("test.mail", () -> delivery.tell(key, message));
        telling.awaitDone();
    }

    private static Message message(Subject subject, String title, String text) {
        return new Message(subject, null, null, null, null, HAPPENED, title, text, true, Map.of());
    }

    private static List<String> states() {
        return Database.column("""
                select recipient || ' ' || state || ' ' || coalesce(last_error, '') from delivery where channel = 'email'
                order by 1""");
    }
}
