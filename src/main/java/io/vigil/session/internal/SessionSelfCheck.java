package io.vigil.session.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.Config;

import io.quarkus.runtime.StartupEvent;
import io.vigil.session.Budget;

/** Refuses to start with a configuration under which the rules of this package would not hold. */
@Singleton
public class SessionSelfCheck {

    private static final String POOL = "quarkus.datasource.jdbc.";

    private final Config config;

    SessionSelfCheck(Config config) {
        this.config = config;
    }

    void start(@Observes @Priority(2) StartupEvent event) {
        List<String> wrong = findings(config);
        if (!wrong.isEmpty()) {
            throw new IllegalStateException("The session rules would not hold: " + String.join("; ", wrong));
        }
    }

    /** What is wrong with this configuration; empty is good. */
    static List<String> findings(Config config) {
        List<String> wrong = new ArrayList<>();
        expect(config, wrong, "quarkus.hibernate-orm.request-scoped.enabled", "false");
        expect(config, wrong, POOL + "transaction-requirement", "strict");
        expect(config, wrong, "mp.context.ThreadContext.cleared", "Transaction");
        expect(config, wrong, "mp.context.ManagedExecutor.cleared", "Transaction");
        expect(config, wrong, POOL + "detect-statement-leaks", "true");
        Duration statement = Budget.REQUEST.statementLimit();
        String options = value(config, POOL + "additional-jdbc-properties.options");
        if (!options.contains("statement_timeout=" + statement.toMillis())) {
            wrong.add("connections are not born with statement_timeout=" + statement.toMillis() + " but '" + options + "'");
        }
        if (!options.contains("idle_in_transaction_session_timeout=")) {
            wrong.add("connections are not born with an idle_in_transaction_session_timeout");
        }
        for (String limit : List.of("acquisition-timeout", "max-size", "additional-jdbc-properties.socketTimeout")) {
            if (value(config, POOL + limit).isEmpty()) {
                wrong.add(POOL + limit + " is not set");
            }
        }
        for (Budget budget : Budget.values()) {
            if (budget.statementLimit().compareTo(budget.limit()) >= 0 && budget != Budget.AUTH) {
                wrong.add(budget + " lets one statement outlast the session");
            }
        }
        return wrong;
    }

    private static void expect(Config config, List<String> wrong, String key, String expected) {
        String actual = value(config, key);
        if (!actual.equalsIgnoreCase(expected)) {
            wrong.add(key + " must be " + expected + ", not '" + actual + "'");
        }
    }

    private static String value(Config config, String key) {
        return config.getOptionalValue(key, String.class).orElse("");
    }
}
