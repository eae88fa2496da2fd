package io.vigil.system.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vigil.session.SchemaReady;
import io.vigil.settings.Keys;
import io.vigil.settings.SealedColumn;
import io.vigil.settings.SecretBox;
import io.vigil.settings.Settings;
import io.vigil.system.backup.work.BackupWork;
import io.vigil.system.backup.work.Lease;
import io.vigil.system.progress.Work;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;

/** The application has the first key all the while; what other processes do that have others is done beside it. */
@QuarkusTest
class KeyRotationTest {

    private static final String SECOND = Keys.of(2);
    private static final int CHUNK = 50;

    private final String first = Keys.ofTheApplication();

    @Inject
    SecretBox box;

    @Inject
    Settings settings;

    @Inject
    BackupWork backups;

    /** Stands for a process that is killed while it asks what time it is. */
    private static final class Killed extends Error {
    }

    private static final class LastHour extends Clock {

        private final AtomicInteger left;

        private LastHour(int left) {
            this.left = new AtomicInteger(left);
        }

        @Override
        public Instant instant() {
            if (left.getAndDecrement() == 0) {
                throw new Killed();
            }
            return new MovableClock().instant();
        }

        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void nothing_that_the_old_key_sealed_is_left_anywhere() {
        Sealed.everywhere(box);
        List<SealedColumn> columns = SealedColumnsTest.known();
        assertThat(Sealed.places(box.keyId())).as("a secret in every place there is")
                .containsExactlyInAnyOrderElementsOf(columns.stream().map(SealedColumn::place).toList());

        process(SECOND, first).tick();

        SecretBox second = Keys.box(SECOND, null);
        assertThat(Sealed.places(box.keyId())).isEmpty();
        assertThat(Sealed.places(second.keyId())).hasSameSizeAs(columns);
        assertThat(Sealed.unopened(second, columns)).isZero();
        assertThat(Sealed.unopened(box, columns)).isEqualTo(columns.size());
    }

    @Test
    void the_application_works_as_before_when_its_key_comes_back() {
        Sealed.everywhere(box);
        long places = SealedColumnsTest.known().size();
        status().body("key_id", equalTo(box.keyId())).body("previous_key_id", nullValue())
                .body("sealed", equalTo((int) places)).body("left", equalTo(0)).body("lost", equalTo(0));

        process(SECOND, first).tick();
        settings.forget();
        status().body("lost", equalTo((int) places)).body("progress.work", equalTo("key_rotation"))
                .body("progress.state", equalTo("completed")).body("progress.done", equalTo((int) places));
        shownKey().body("ai_api_key_openai", equalTo(""));

        process(first, SECOND).tick();
        settings.forget();
        status().body("lost", equalTo(0)).body("previous_key_may_go", equalTo(false));
        shownKey().body("ai_api_key_openai", equalTo("****-key"));
        assertThat(box.decrypt(Database.value("select headers ->> 'v1.x.y' from webhook_receiver"), "webhook_receiver.header"))
                .isEqualTo("three");
        assertThat(box.decrypt(Database.value("select actions #>> '{webhook,headers,X-Other}' from alert_rule"),
                "alert_rule.webhook_header")).isEqualTo("two");
        Api.admin().post("/api/v1/webhooks/secrets").then().statusCode(201);
    }

    @Test
    void another_process_goes_on_where_one_was_killed_and_both_keys_open_meanwhile() {
        Sealed.subscriptions(box, 2 * CHUNK + 20);
        SecretBox both = Keys.box(SECOND, first);
        // Once to begin, once for each row.
        KeyRotation killed = process(both, new LastHour(1 + CHUNK + 10));

        assertThatThrownBy(killed::tick).isInstanceOf(Killed.class);

        assertThat(rows(both)).isEqualTo(CHUNK);
        assertThat(Database.column("select auth from push_subscription")).allSatisfy(
                auth -> assertThat(both.decrypt(auth, "push_subscription.auth")).isEqualTo("auth"));
        KeyRotation other = process(both, new MovableClock());
        other.tick();
        assertThat(rows(both)).as("while the one that was killed may be alive").isEqualTo(CHUNK);

        MovableClock.forward(Duration.ofMinutes(3));
        other.tick();

        assertThat(rows(both)).isEqualTo(2 * CHUNK + 20);
        status().body("progress.state", equalTo("completed")).body("progress.done", equalTo(2 * CHUNK + 20))
                .body("progress.total", equalTo(2 * CHUNK + 20));
        assertThat(Database.count("select count(*) from progress")).isEqualTo(1);
    }

    @Test
    void what_is_written_at_the_same_time_stays_and_is_sealed_anew_in_its_turn() {
        Sealed.subscriptions(box, 1);
        AtomicInteger looks = new AtomicInteger();
        SealedColumn written = new SealedColumn("push_subscription", "auth", "id", "uuid", false, key -> {
            // The first look is for what was spoilt, the second one counts, the third one seals.
            if (looks.incrementAndGet() == 3) {
                Database.run(
                        "update push_subscription set auth = '%s'".formatted(box.encrypt("newer", "push_subscription.auth")));
            }
            return "push_subscription.auth";
        });
        KeyRotation rotation = new KeyRotation(Keys.box(SECOND, first), List.of(written), new MovableClock());
        rotation.start(new SchemaReady());

        rotation.tick();

        assertThat(box.decrypt(auth(), "push_subscription.auth")).isEqualTo("newer");
        status().body("progress.state", equalTo("running"));
        rotation.tick();
        assertThat(Keys.box(SECOND, null).decrypt(auth(), "push_subscription.auth")).isEqualTo("newer");
        status().body("progress.state", equalTo("completed"));
    }

    @Test
    void a_secret_that_was_spoilt_holds_nothing_up() {
        Sealed.subscriptions(box, 2);
        Database.run("""
                update push_subscription set auth = 'v1.%s.AAAA'
                where id = (select id from push_subscription limit 1)""".formatted(box.keyId()));

        KeyRotation rotation = process(SECOND, first);
        rotation.tick();
        rotation.tick();

        assertThat(rows(Keys.box(SECOND, null))).isEqualTo(1);
        assertThat(Database.column("select state from progress")).containsExactly("completed");
        SecretKeyResource both = new SecretKeyResource(Keys.box(SECOND, first), SealedColumnsTest.known(), new MovableClock());
        SecretKeyResource.View view = both.get();
        assertThat(view.left()).isZero();
        assertThat(view.spoilt()).isEqualTo(1);
        assertThat(view.previousKeyMayGo()).isTrue();
    }

    @Test
    void waits_for_the_end_of_a_restore_and_of_a_backup() {
        Sealed.subscriptions(box, 2);
        for (Work work : List.of(Work.RESTORE, Work.BACKUP)) {
            try (Lease lease = backups.take(work, () -> {
            }).orElseThrow()) {
                process(SECOND, first).tick();

                assertThat(rows(box)).isEqualTo(2);
                lease.succeed();
            }
        }

        process(SECOND, first).tick();

        assertThat(rows(box)).isZero();
    }

    @Test
    void a_restore_that_begins_takes_the_work_away_for_as_long() {
        Sealed.subscriptions(box, 2 * CHUNK);
        assertThatThrownBy(process(Keys.box(SECOND, first), new LastHour(1 + CHUNK + 1))::tick).isInstanceOf(Killed.class);
        try (Lease lease = backups.take(Work.RESTORE, () -> {
        }).orElseThrow()) {
            process(SECOND, first).tick();

            assertThat(rows(box)).isEqualTo(CHUNK);
            lease.succeed();
        }

        process(SECOND, first).tick();

        assertThat(rows(box)).isZero();
        assertThat(Database.count("select count(*) from progress where work = 'key_rotation'")).isEqualTo(1);
    }

    @Test
    void one_that_lost_its_previous_key_in_the_middle_says_so() {
        Sealed.subscriptions(box, 2 * CHUNK);
        assertThatThrownBy(process(Keys.box(SECOND, first), new LastHour(1 + CHUNK + 1))::tick).isInstanceOf(Killed.class);
        MovableClock.forward(Duration.ofMinutes(3));

        process(SECOND, null).tick();

        assertThat(Database.value("select state || ': ' || error from progress"))
                .startsWith("failed: VIGIL_SECRET_KEY_PREVIOUS is gone");
        process(SECOND, first).tick();
        assertThat(Sealed.places(box.keyId())).isEmpty();
    }

    @Test
    void api_keys_outlive_the_secret_key() {
        String key = Api.newKey("read:events");
        assertThat(Database.value("select key_hash from api_key")).startsWith("sha256.");
        String bound = Base64.getUrlEncoder().withoutPadding()
                .encodeToString(box.macs("api-key", key.getBytes(StandardCharsets.UTF_8)).get(0));
        Database.run("update api_key set key_hash = '" + bound + "'");
        status().body("api_keys_left", equalTo(1));

        Api.anonymous().header("X-API-Key", key).get("/api/v1/events").then().statusCode(200);

        assertThat(Database.value("select key_hash from api_key")).startsWith("sha256.");
        status().body("api_keys_left", equalTo(0));
    }

    @Test
    void is_for_administrators() {
        Api.user().get("/api/v1/system/secret-key").then().statusCode(403);
    }

    private static long rows(SecretBox sealedBy) {
        return Database.count("select count(*) from push_subscription where auth like 'v1.%s.%%'".formatted(sealedBy.keyId()));
    }

    private static String auth() {
        return Database.value("select auth from push_subscription");
    }

    private static ValidatableResponse status() {
        return Api.admin().get("/api/v1/system/secret-key").then().statusCode(200);
    }

    private static ValidatableResponse shownKey() {
        return Api.admin().get("/api/v1/system/settings").then().statusCode(200);
    }

    private static KeyRotation process(String present, String previous) {
        return process(Keys.box(present, previous), new MovableClock());
    }

    private static KeyRotation process(SecretBox box, Clock clock) {
        KeyRotation rotation = new KeyRotation(box, SealedColumnsTest.known(), clock);
        rotation.start(new SchemaReady());
        return rotation;
    }
}
