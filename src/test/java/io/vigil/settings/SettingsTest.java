package io.vigil.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.SessionTrace;
import io.vigil.web.ProblemException;

@QuarkusTest
class SettingsTest {

    private static final String SECRET = "sk-canary-4711-abcd";

    @Inject
    Settings settings;

    @Test
    void has_its_default_while_nobody_has_set_it() {
        assertThat(settings.get(SettingKey.SYSTEM_NAME)).isEqualTo("Vigil");
        assertThat(settings.get(SettingKey.TIMEZONE)).isEqualTo(ZoneId.of("UTC"));
        assertThat(settings.get(ModelSettings.AI_BASE_URL_OPENAI)).hasToString("https://api.openai.com/v1");
        assertThat(settings.get(ModelSettings.AI_API_KEY_OPENAI)).isEmpty();
        assertThat(settings.get(SettingKey.DESCRIPTION_PROMPT)).doesNotContain("\n").contains("only what is visible");
    }

    @Test
    void is_changed_for_the_very_next_read() {
        settings.get(SettingKey.TIMEZONE);

        settings.change(Map.of("timezone", "Europe/Berlin"));

        assertThat(settings.get(SettingKey.TIMEZONE)).isEqualTo(ZoneId.of("Europe/Berlin"));
    }

    @Test
    void null_brings_the_default_back_and_leaves_no_row() {
        settings.change(Map.of("timezone", "Europe/Berlin"));
        Map<String, Object> reset = new HashMap<>();
        reset.put("timezone", null);

        settings.change(reset);

        assertThat(settings.get(SettingKey.TIMEZONE)).isEqualTo(ZoneId.of("UTC"));
        assertThat(Database.count("select count(*) from setting")).isZero();
    }

    @Test
    void one_value_that_does_not_fit_changes_nothing() {
        assertThatThrownBy(() -> settings.change(Map.of("language", "German", "timezone", "Mars/Olympus")))
                .isInstanceOf(ProblemException.class).hasMessageContaining("timezone");

        assertThat(settings.get(SettingKey.LANGUAGE)).isEqualTo("English");
        assertThat(Database.count("select count(*) from setting")).isZero();
    }

    @Test
    void a_secret_lies_sealed_and_is_read_open() {
        settings.change(Map.of("ai_api_key_openai", SECRET));

        assertThat(settings.get(ModelSettings.AI_API_KEY_OPENAI)).isEqualTo(SECRET);
        assertThat(Database.value("select value from setting where key = 'ai_api_key_openai'")).startsWith("v1.")
                .doesNotContain("canary");
    }

    @Test
    void what_another_node_writes_holds_here_within_seconds() {
        assertThat(settings.get(SettingKey.SYSTEM_NAME)).isEqualTo("Vigil");

        Database.run("insert into setting values ('system_name', 'Elsewhere', now())");

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(settings.get(SettingKey.SYSTEM_NAME)).isEqualTo("Elsewhere"));
    }

    @Test
    void nobody_goes_by_an_old_copy_while_another_thread_reads_a_new_one() throws SQLException {
        settings.get(SettingKey.SYSTEM_NAME);
        try (Connection another = Database.connect(); Statement statement = another.createStatement()) {
            another.setAutoCommit(false);
            statement.execute("insert into setting (key, value, updated_at) values ('system_name', 'Changed', now());"
                    + "lock table setting in access exclusive mode");
            MovableClock.forward(Duration.ofSeconds(25));
            CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> settings.get(SettingKey.SYSTEM_NAME));
            await().until(() -> Database.count("select count(*) from pg_locks where not granted") > 0);
            CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS).execute(() -> commit(another));

            assertThat(settings.get(SettingKey.SYSTEM_NAME)).isEqualTo("Changed");
            assertThat(first.join()).isEqualTo("Changed");
        }
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void reads_of_two_seconds_cost_one_select() {
        SessionTrace trace = SessionTrace.of(() -> {
            for (int i = 0; i < 100; i++) {
                settings.get(SettingKey.SYSTEM_NAME);
                settings.get(SettingKey.TIMEZONE);
            }
        });

        assertThat(trace.lines()).containsExactly("settings.read read and committed, 1 statement");
    }

    @Test
    void a_read_inside_a_session_joins_it_and_sees_what_changed_meanwhile() {
        SessionTrace trace = SessionTrace.of(() -> SessionContext.run("test.settings", () -> {
            assertThat(settings.get(SettingKey.SYSTEM_NAME)).isEqualTo("Vigil");
            Database.run("insert into setting values ('system_name', 'Elsewhere', now())");
            MovableClock.forward(Duration.ofSeconds(3));
            assertThat(settings.get(SettingKey.SYSTEM_NAME)).isEqualTo("Elsewhere");
        }));

        assertThat(trace.lines()).containsExactly("test.settings committed, 2 statements");
    }

    @Test
    void a_change_refuses_to_be_part_of_another_session() {
        assertThatThrownBy(() -> SessionContext.run("test.settings", () -> settings.change(Map.of("language", "German"))))
                .isInstanceOf(SessionException.Refused.class);
    }

    @Test
    void a_row_that_cannot_be_used_leaves_the_default_and_the_others_alone() {
        Database.run("insert into setting values ('timezone', 'Mars/Olympus', now()), ('language', 'German', now()),"
                + " ('ai_api_key_openai', 'v1.00000000.AAAA', now()), ('unknown', 'x', now())");

        assertThat(settings.get(SettingKey.TIMEZONE)).isEqualTo(ZoneId.of("UTC"));
        assertThat(settings.get(ModelSettings.AI_API_KEY_OPENAI)).isEmpty();
        assertThat(settings.get(SettingKey.LANGUAGE)).isEqualTo("German");
    }
}
