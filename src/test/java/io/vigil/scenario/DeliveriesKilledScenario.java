package io.vigil.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.vigil.delivery.mail.MailServerStub;
import io.vigil.delivery.push.Browser;
import io.vigil.delivery.push.PushServiceStub;
import io.vigil.delivery.webhook.HookStub;
import io.vigil.protect.simulator.wire.Certificate;
import io.vigil.scenario.Arrivals.Arrival;
import io.vigil.scenario.Arrivals.Told;

/** The process dies five times while it tells of 3,000 events by push, mail and webhook. */
class DeliveriesKilledScenario {

    private static final int EVENTS = 3000;
    private static final int PER_SECOND = 50;
    private static final int KILLS = 5;
    /** Deliveries that a process must have made before it dies, so that more are on their way. */
    private static final int WARM = 50;
    private static final int BROWSERS = 2;
    private static final List<String> ADDRESSES = List.of("first@example.com", "second@example.com");
    private static final String HOOK = "/hook";

    @TempDir
    Path folder;

    @Test
    void each_recipient_is_told_of_each_event_and_repeats_are_what_was_on_its_way() throws Exception {
        int mailPort = PackagedVigil.freePort();
        try (StoppableDatabase database = new StoppableDatabase(folder.resolve("database"));
                PushServiceStub push = new PushServiceStub();
                MailServerStub mail = MailServerStub.start(mailPort, Certificate.shared());
                HookStub hook = new HookStub()) {
            Map<String, Browser> browsers = Stream.generate(push::browser).limit(BROWSERS)
                    .collect(Collectors.toMap(Browser::endpoint, Function.identity()));
            Receivers receivers = new Receivers(database, folder, shortLeases(mailPort));
            AtomicReference<PackagedVigil> vigil = new AtomicReference<>(receivers.start());
            try (SteadyEvents events = new SteadyEvents(vigil::get,
                    household(vigil.get(), browsers.values(), hook.url(HOOK)))) {
                events.begin("event", EVENTS, PER_SECOND);
                Set<String> onTheirWay = new HashSet<>();
                for (int kill = 1; kill <= KILLS; kill++) {
                    awaitWork(database, events, EVENTS * kill / (KILLS + 1));
                    vigil.get().kill();
                    Set<String> tries = tries(database);
                    System.out.printf("deliveries killed: kill %d after %d events, %d deliveries on their way%n", kill,
                            events.stored().size(), tries.size());
                    onTheirWay.addAll(tries);
                    vigil.set(receivers.start());
                }
                await().atMost(Duration.ofMinutes(5)).until(() -> events.stored().size() == EVENTS);
                await().atMost(Duration.ofMinutes(20)).until(() -> open(database) == 0);

                Map<String, String> ofMails = eventsOfMails(database);
                Set<String> ids = new HashSet<>(events.stored().values());
                List<Arrivals> all = List.of(new Arrivals("push", arrivals(push, browsers)),
                        new Arrivals("email", mail.received().stream().map(one -> new Arrival(
                                new Told(one.recipient(), ofMails.get(one.header("X-Vigil-Delivery"))),
                                one.header("X-Vigil-Delivery"))).toList()),
                        new Arrivals("webhook", hook.received(HOOK).stream().map(one -> new Arrival(
                                new Told(HOOK, one.json().getString("event_id")), one.header("webhook-id"))).toList()));
                Map<String, Set<String>> recipients = Map.of("push", browsers.keySet(), "email", Set.copyOf(ADDRESSES),
                        "webhook", Set.of(HOOK));
                print(all, recipients, onTheirWay);

                assertThat(database.count("select count(*) from event where state <> 'metadata_only'")).isZero();
                assertThat(ids).hasSize(EVENTS);
                assertThat(all).allSatisfy(arrivals -> {
                    assertThat(arrivals.missing(recipients.get(arrivals.channel()), ids)).isEmpty();
                    assertThat(arrivals.told()).hasSize(EVENTS * recipients.get(arrivals.channel()).size());
                    assertThat(arrivals.repeats()).isLessThanOrEqualTo((int) of(onTheirWay, arrivals.channel()));
                    assertThat(arrivals.ofSeveralIds()).isEmpty();
                });
            } finally {
                vigil.get().close();
            }
        }
    }

    /** What a dead process held is taken up again within half a minute. */
    private static Map<String, String> shortLeases(int mailPort) {
        Map<String, String> settings = new HashMap<>(Map.of("VIGIL_AI_DEADLINE", "10s", "VIGIL_EVENTS_LEASE_GRACE", "2s",
                "VIGIL_DELIVERY_LEASE_GRACE", "5s", "VIGIL_DELIVERY_PUSH_DEADLINE", "5s",
                "VIGIL_DELIVERY_WEBHOOK_PER_MINUTE", "1000000"));
        settings.putAll(Map.of("VIGIL_DELIVERY_MAIL_DEADLINE", "15s", "VIGIL_DELIVERY_MAIL_FROM", "vigil@home.example",
                "QUARKUS_MAILER_HOST", "localhost", "QUARKUS_MAILER_PORT", String.valueOf(mailPort)));
        return settings;
    }

    /** Who is to be told: browsers, addresses, and the webhook of a rule that every event sets off. Answers a camera's id. */
    private static String household(PackagedVigil vigil, Iterable<Browser> browsers, String hook) throws Exception {
        for (Browser browser : browsers) {
            Receivers.subscribe(vigil, browser);
        }
        assertThat(vigil.json("PUT", "/api/v1/system/settings",
                "{\"alert_email_recipients\":\"" + String.join(",", ADDRESSES) + "\"}").statusCode()).isEqualTo(200);
        assertThat(vigil.json("POST", "/api/v1/alert-rules", """
                {"name":"Everything","cooldown_minutes":0,"actions":{"dashboard_notification":false,
                "webhook":{"url":"%s"}}}""".formatted(hook)).statusCode()).isEqualTo(201);
        return vigil.camera("Front door");
    }

    /** Until so many events are stored, and the process that lives now has made deliveries. */
    private static void awaitWork(StoppableDatabase database, SteadyEvents events, int stored) throws Exception {
        String delivered = "select count(*) from delivery where state = 'delivered'";
        long before = database.count(delivered);
        await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(50))
                .until(() -> events.stored().size() >= stored && database.count(delivered) >= before + WARM);
    }

    /** Which deliveries are on their way, and by which try. */
    private static Set<String> tries(StoppableDatabase database) throws Exception {
        return database.strings("select channel || ' ' || id || ' ' || attempts from delivery where state = 'sending'");
    }

    private static long of(Set<String> tries, String channel) {
        return tries.stream().filter(one -> one.startsWith(channel + " ")).count();
    }

    private static long open(StoppableDatabase database) throws Exception {
        return database.count("select (select count(*) from delivery where due_at is not null) + (select count(*) from notice "
                + "where due_at is not null) + (select count(*) from event where due_at is not null)");
    }

    private static List<Arrival> arrivals(PushServiceStub push, Map<String, Browser> browsers) {
        List<Arrival> arrivals = new ArrayList<>();
        push.received().forEach(one -> arrivals.add(new Arrival(new Told(one.endpoint(), browsers.get(one.endpoint())
                .read(one.body()).path("data").path("event_id").asText()), "")));
        return arrivals;
    }

    /** By the id under which each was sent. */
    private static Map<String, String> eventsOfMails(StoppableDatabase database) throws Exception {
        return database.strings("select d.sent_as || ' ' || n.event_id from delivery d join notice n on n.id = d.notice_id "
                + "where d.channel = 'email'").stream().map(row -> row.split(" "))
                .collect(Collectors.toMap(row -> row[0], row -> row[1]));
    }

    private static void print(List<Arrivals> all, Map<String, Set<String>> recipients, Set<String> onTheirWay) {
        System.out.printf("deliveries killed: %-8s %10s %8s %8s %8s %8s %20s %10s%n", "channel", "recipients", "owed", "told",
                "arrived", "repeats", "on their way at kills", "id changed");
        for (Arrivals arrivals : all) {
            int each = recipients.get(arrivals.channel()).size();
            System.out.printf("deliveries killed: %-8s %10d %8d %8d %8d %8d %20d %10d%n", arrivals.channel(), each,
                    EVENTS * each, arrivals.told().size(), arrivals.all().size(), arrivals.repeats(),
                    of(onTheirWay, arrivals.channel()), arrivals.ofSeveralIds().size());
        }
    }
}
