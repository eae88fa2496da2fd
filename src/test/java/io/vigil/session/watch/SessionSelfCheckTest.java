package io.vigil.session.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each setting that the session rules rest on is refused when it is wrong. */
class SessionSelfCheckTest {

    @Test
    void accepts_the_configuration_of_the_application() throws IOException {
        assertThat(ProbeFactory.findings(Map.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "quarkus.hibernate-orm.request-scoped.enabled | true",
            "quarkus.hibernate-orm.request-scoped.enabled | ''",
            "quarkus.datasource.jdbc.transaction-requirement | off",
            "quarkus.datasource.jdbc.transaction-requirement | warn",
            "quarkus.datasource.jdbc.detect-statement-leaks | false",
            "quarkus.datasource.read.jdbc.transaction-requirement | off",
            "quarkus.datasource.read.jdbc.additional-jdbc-properties.options | -c default_transaction_read_only=on",
            "quarkus.datasource.read.jdbc.additional-jdbc-properties.options | ''",
            "mp.context.ThreadContext.cleared | None",
            "mp.context.ThreadContext.propagated | Transaction",
            "mp.context.ManagedExecutor.cleared | None",
            "mp.context.ManagedExecutor.propagated | Remaining,Transaction",
            "quarkus.datasource.jdbc.max-size | ''",
            "quarkus.datasource.jdbc.acquisition-timeout | ''",
            "quarkus.datasource.jdbc.acquisition-timeout | 0S",
            "quarkus.datasource.jdbc.acquisition-timeout | 5S",
            "quarkus.datasource.read.jdbc.acquisition-timeout | 0S",
            "quarkus.datasource.read.jdbc.acquisition-timeout | ''",
            "quarkus.datasource.read.jdbc.foreground-validation-interval | 2M",
            "quarkus.datasource.read.jdbc.additional-jdbc-properties.connectTimeout | 0",
            "quarkus.datasource.read.jdbc.additional-jdbc-properties.cancelSignalTimeout | 0",
            "quarkus.datasource.read.jdbc.additional-jdbc-properties.socketTimeout | 600",
            "quarkus.datasource.jdbc.foreground-validation-interval | ''",
            "quarkus.datasource.jdbc.foreground-validation-interval | 2M",
            "quarkus.datasource.jdbc.additional-jdbc-properties.connectTimeout | 0",
            "quarkus.datasource.jdbc.additional-jdbc-properties.connectTimeout | 10",
            "quarkus.datasource.jdbc.additional-jdbc-properties.cancelSignalTimeout | 0",
            "quarkus.datasource.jdbc.additional-jdbc-properties.cancelSignalTimeout | 10",
            "quarkus.datasource.jdbc.additional-jdbc-properties.socketTimeout | 0",
            "quarkus.datasource.jdbc.additional-jdbc-properties.socketTimeout | 20",
            "quarkus.datasource.jdbc.additional-jdbc-properties.socketTimeout | 600",
            "quarkus.transaction-manager.default-transaction-timeout | 30S",
            "quarkus.transaction-manager.default-transaction-timeout | ''" })
    void refuses_a_wrong_setting_and_names_it(String key, String value) throws IOException {
        assertThat(ProbeFactory.findings(Map.of(key, value))).singleElement().asString().startsWith(key);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "-c lock_timeout=4000 -c idle_in_transaction_session_timeout=15000 | statement_timeout=5000",
            "-c statement_timeout=0 -c lock_timeout=4000 -c idle_in_transaction_session_timeout=15000 | statement_timeout=5000",
            "-c statement_timeout=5000 -c idle_in_transaction_session_timeout=15000 | lock_timeout=",
            "-c statement_timeout=5000 -c lock_timeout=0 -c idle_in_transaction_session_timeout=15000 | lock_timeout=",
            "-c statement_timeout=5000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=15000 | lock_timeout=",
            "-c statement_timeout=5000 -c lock_timeout=4s -c idle_in_transaction_session_timeout=15000 | lock_timeout=",
            "-c statement_timeout=5000 -c lock_timeout=4000 -c idle_in_transaction_session_timeout=0 "
                    + "| idle_in_transaction_session_timeout=",
            "-c statement_timeout=5000 -c lock_timeout=4000 -c idle_in_transaction_session_timeout=35000 "
                    + "| idle_in_transaction_session_timeout=",
            "-c statement_timeout=5000 -c lock_timeout=4000 | idle_in_transaction_session_timeout=" })
    void refuses_connections_that_are_born_without_a_limit(String options, String missing) throws IOException {
        assertThat(ProbeFactory.findings(
                Map.of("quarkus.datasource.jdbc.additional-jdbc-properties.options", options)))
                .singleElement().asString().startsWith("connections are not born with " + missing);
    }
}
