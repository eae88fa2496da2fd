package io.vigil.session.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.Rows;
import io.vigil.testsupport.Database;

/** The line itself, with the plain driver; the application is here for its PostgreSQL only. */
@QuarkusTest
class FaultLineTest {

    private static final String WATCHED = "line-test";
    private static final String INSERT = "insert into setting values ('a', 'x', now())";

    private FaultLine line;

    @BeforeEach
    void start_line() throws IOException {
        line = FaultLine.to(setting("jdbc.url"), WATCHED);
    }

    @AfterEach
    void close_line() throws IOException {
        line.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "extended", "simple", "extendedForPrepared", "extendedCacheEverything" })
    void passes_on_what_it_is_not_told_to_strike(String queryMode) throws SQLException {
        try (Connection connection = connect("preferQueryMode", queryMode)) {
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("insert into setting values (?, ?, now())")) {
                for (int i = 0; i < 20; i++) {
                    insert.setString(1, "key" + i);
                    insert.setString(2, "x".repeat(100_000));
                    insert.executeUpdate();
                }
            }
            connection.commit();
            try (ResultSet rows = connection.createStatement().executeQuery("select sum(length(value)) from setting")) {
                rows.next();
                assertThat(rows.getLong(1)).isEqualTo(2_000_000);
            }
        }
    }

    @Test
    void passes_a_cancellation_on() throws Exception {
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            CompletableFuture<Void> cancelled = CompletableFuture.runAsync(() -> {
                await().until(() -> backends(" and state = 'active' and query like '%pg_sleep%'") == 1);
                try {
                    statement.cancel();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });

            assertThatThrownBy(() -> statement.execute("select pg_sleep(10)")).isInstanceOfSatisfying(SQLException.class,
                    e -> assertThat(e.getSQLState()).isEqualTo("57014"));
            cancelled.join();
        }
    }

    @Test
    void passes_on_what_follows_an_error() throws SQLException {
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("select 1/0")).isInstanceOf(SQLException.class);
            Fault fault = line.arm(Fault.at(Moment.FIRST_ROW, "generate_series", Deed.cut()));

            assertThat(statement.execute("select 1")).isTrue();
            assertThat(fault.hit()).isFalse();
            assertThatThrownBy(() -> statement.execute("select generate_series(1, 100000)")).isInstanceOf(SQLException.class);
            assertThat(fault.hit()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "extended", "simple", "extendedCacheEverything" })
    void knows_the_answer_to_commit_after_the_pool_asked_whether_the_connection_lives(String queryMode) throws SQLException {
        try (Connection connection = connect("preferQueryMode", queryMode)) {
            // The driver asks with an empty statement.
            assertThat(connection.isValid(5)).isTrue();
            connection.setAutoCommit(false);
            Fault fault = line.arm(Fault.at(Moment.COMMIT_ANSWER, Deed.cut()));
            connection.createStatement().execute(INSERT);

            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
            assertThat(fault.hit()).isTrue();
        }
        assertStored(true);
    }

    @Test
    void strikes_one_connection_and_no_other() throws SQLException {
        try (Connection one = connect(); Connection other = connect()) {
            line.arm(Fault.at(Moment.BEFORE_STATEMENT, "'me'", wire -> {
                line.arm(Fault.at(Moment.BEFORE_STATEMENT, "'next'", Deed.cut()).on(wire));
                return true;
            }));
            one.createStatement().execute("select 'me'");

            assertThat(other.createStatement().execute("select 'next'")).isTrue();
            assertThatThrownBy(() -> one.createStatement().execute("select 'next'")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void leaves_alone_whom_it_does_not_watch() throws SQLException {
        Fault fault = line.arm(Fault.at(Moment.BEFORE_STATEMENT, Deed.cut()));
        try (Connection stranger = connect("ApplicationName", "stranger")) {
            stranger.createStatement().execute("select 1");
        }

        assertThat(line.unstruck()).containsExactly(fault);
    }

    @ParameterizedTest
    @ValueSource(strings = { "extended", "simple", "extendedCacheEverything" })
    void cuts_before_commit_is_sent(String queryMode) throws SQLException {
        Fault fault = commitMeeting(Moment.BEFORE_COMMIT, Deed.cut(), queryMode);

        assertThat(fault.hit()).isTrue();
        assertStored(false);
    }

    @ParameterizedTest
    @ValueSource(strings = { "extended", "simple", "extendedCacheEverything" })
    void loses_the_acknowledgement(String queryMode) throws SQLException {
        Fault fault = commitMeeting(Moment.COMMIT_ANSWER, Deed.cut(), queryMode);

        assertThat(fault.hit()).isTrue();
        assertStored(true);
    }

    @ParameterizedTest
    @ValueSource(strings = { "extended", "simple" })
    void lets_the_server_finish_a_commit_nobody_listens_to(String queryMode) throws SQLException {
        Fault fault = commitMeeting(Moment.BEFORE_COMMIT, Deed.cutClient(), queryMode);

        assertThat(fault.hit()).isTrue();
        assertStored(true);
    }

    @Test
    void swallows_the_acknowledgement() throws SQLException {
        Fault fault = commitMeeting(Moment.COMMIT_ANSWER, Deed.swallow(), "extended", "socketTimeout", "1");

        assertThat(fault.hit()).isTrue();
        assertStored(true);
    }

    @Test
    void cuts_before_a_statement_and_only_that_one() throws SQLException {
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            Fault fault = line.arm(Fault.at(Moment.BEFORE_STATEMENT, "INTO SETTING", Deed.cut()));
            statement.execute("select 1");
            assertThat(fault.hit()).isFalse();

            assertThatThrownBy(() -> statement.execute(INSERT)).isInstanceOf(SQLException.class);
            assertThat(fault.hit()).isTrue();
        }
        assertStored(false);
    }

    @Test
    void cuts_within_a_result() throws SQLException {
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.setFetchSize(1);
            statement.execute("select 1");
            line.arm(Fault.at(Moment.FIRST_ROW, "generate_series", Deed.cut()));

            assertThatThrownBy(() -> statement.executeQuery("select generate_series(1, 10)"))
                    .isInstanceOf(SQLException.class);
        }
        assertThat(line.unstruck()).isEmpty();
    }

    @Test
    void cuts_at_connect() {
        Fault fault = line.arm(Fault.at(Moment.CONNECT, Deed.cut()));

        assertThatThrownBy(this::connect).isInstanceOf(SQLException.class);
        assertThat(fault.hit()).isTrue();
    }

    @Test
    void turns_newcomers_away_until_it_is_quiet() throws SQLException {
        line.shut();
        assertThatThrownBy(this::connect).isInstanceOf(SQLException.class);

        line.quiet();
        connect().close();
    }

    @Test
    void cuts_all_that_it_watches() throws SQLException {
        try (Connection one = connect(); Connection other = connect(); Connection stranger = connect("ApplicationName", "x")) {
            assertThat(line.cutAll()).isEqualTo(2);

            assertThat(one.isValid(1)).isFalse();
            assertThat(other.isValid(1)).isFalse();
            assertThat(stranger.isValid(1)).isTrue();
        }
    }

    @Test
    void holds_back_and_does_things_meanwhile() throws SQLException {
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            AtomicInteger done = new AtomicInteger();
            line.arm(Fault.at(Moment.BEFORE_STATEMENT, "select 1", Deed.meanwhile(done::incrementAndGet)));
            line.arm(Fault.at(Moment.BEFORE_STATEMENT, "select 2", Deed.stall(Duration.ofMillis(200))));

            statement.execute("select 1");
            assertThat(done).hasValue(1);
            long before = System.nanoTime();
            statement.execute("select 2");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        }
    }

    @Test
    void is_slow_and_loses_what_is_sent() throws SQLException {
        Latency slow = Latency.ofRoundTrip(Duration.ofMillis(20)).losing(0.2, Duration.ofMillis(50));
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            line.slow(slow);
            long before = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                statement.execute("select 1");
            }

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
            assertThat(slow.delayed()).isGreaterThanOrEqualTo(40);
            assertThat(slow.lost()).isPositive();
        }
    }

    private Fault commitMeeting(Moment moment, Deed deed, String queryMode, String... more) throws SQLException {
        String[] settings = new String[more.length + 2];
        settings[0] = "preferQueryMode";
        settings[1] = queryMode;
        System.arraycopy(more, 0, settings, 2, more.length);
        try (Connection connection = connect(settings)) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("select 1");
            connection.commit();
            connection.createStatement().execute(INSERT);
            Fault fault = line.arm(Fault.at(moment, deed));
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
            return fault;
        }
    }

    private static void assertStored(boolean stored) {
        await().until(() -> backends("") == 0);
        assertThat(Rows.stored()).hasSize(stored ? 1 : 0);
    }

    private static long backends(String condition) {
        return Database.count("select count(*) from pg_stat_activity where application_name = '" + WATCHED + "'" + condition);
    }

    private Connection connect(String... settings) throws SQLException {
        Properties properties = new Properties();
        properties.put("user", setting("username"));
        properties.put("password", setting("password"));
        properties.put("ApplicationName", WATCHED);
        for (int i = 0; i < settings.length; i += 2) {
            properties.put(settings[i], settings[i + 1]);
        }
        return DriverManager.getConnection(line.url(), properties);
    }

    private static String setting(String name) {
        return ConfigProvider.getConfig().getOptionalValue("quarkus.datasource." + name, String.class).orElse("");
    }
}
