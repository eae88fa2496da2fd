package io.vigil.session.watch;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.sql.DataSource;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

import io.quarkus.runtime.StartupEvent;
import io.vigil.session.Budget;
import io.vigil.session.SchemaReady;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.session.SessionSpec;

/**
 * Refuses to start where the rules of this package would not hold: by configuration at once, by trial once there is a schema.
 */
@Singleton
public class SessionSelfCheck {

    private static final String POOL = "quarkus.datasource.jdbc.";
    private static final String READ_POOL = "quarkus.datasource.read.jdbc.";
    private static final String PROPERTIES = "additional-jdbc-properties.";
    private static final String DRIVER = POOL + PROPERTIES;

    private final Config config;
    private final Session session;
    private final DataSource pool;
    private final TransactionManager transactions;
    private final ManagedExecutor executor;

    SessionSelfCheck(Config config, Session session, DataSource pool, TransactionManager transactions,
            ManagedExecutor executor) {
        this.config = config;
        this.session = session;
        this.pool = pool;
        this.transactions = transactions;
        this.executor = executor;
    }

    void start(@Observes @Priority(2) StartupEvent event) {
        refuse(findings(config));
    }

    /** Before anybody else uses a session. */
    void schemaIsThere(@Observes @Priority(1) SchemaReady ready) {
        probe();
    }

    /**
     * Tries what must not work, and asks PostgreSQL for the limits that must be in force.
     *
     * @throws SessionException.RulesBroken with all findings; a database that cannot be used is told by its own exception
     */
    public void probe() {
        List<String> wrong = new ArrayList<>();
        probeQueryOutside(wrong);
        probeConnectionOutside(wrong);
        probeOtherThread(wrong);
        probeLimits(wrong);
        refuse(wrong);
    }

    /** What is wrong with this configuration; empty is good. */
    static List<String> findings(Config config) {
        List<String> wrong = new ArrayList<>();
        expect(config, wrong, "quarkus.hibernate-orm.request-scoped.enabled", "false");
        expect(config, wrong, POOL + "transaction-requirement", "strict");
        expect(config, wrong, POOL + "detect-statement-leaks", "true");
        expect(config, wrong, READ_POOL + "transaction-requirement", "strict");
        expect(config, wrong, READ_POOL + PROPERTIES + "options",
                text(config, DRIVER + "options") + " -c default_transaction_read_only=on");
        for (String carrier : List.of("ThreadContext", "ManagedExecutor")) {
            expect(config, wrong, "mp.context." + carrier + ".cleared", "Transaction");
            expect(config, wrong, "mp.context." + carrier + ".propagated", "Remaining");
        }
        expectBorn(config, wrong);
        if (text(config, POOL + "max-size").isEmpty()) {
            wrong.add(POOL + "max-size is not set");
        }
        // Each wait is shorter than the one around it.
        for (String wait : List.of("acquisition-timeout", PROPERTIES + "connectTimeout", PROPERTIES + "cancelSignalTimeout")) {
            expectBetween(config, wrong, wait, Duration.ZERO, Budget.AUTH.limit());
        }
        expectBetween(config, wrong, "foreground-validation-interval", Duration.ZERO, Duration.ofSeconds(10));
        expectBetween(config, wrong, PROPERTIES + "socketTimeout", Budget.BACKGROUND.statementLimit(),
                Budget.BACKGROUND.backstop());
        expectWithin(config, wrong, "quarkus.transaction-manager.default-transaction-timeout", Budget.BACKGROUND.backstop(),
                Duration.ofMinutes(5));
        return wrong;
    }

    /** The limits that every connection has from birth; none of them may be 0, which is none. */
    private static void expectBorn(Config config, List<String> wrong) {
        String options = text(config, DRIVER + "options");
        long statement = Budget.REQUEST.statementLimit().toMillis();
        if (bornWith(options, "statement_timeout") != statement) {
            wrong.add("connections are not born with statement_timeout=" + statement + " but '" + options + "'");
        }
        expectBornBelow(options, wrong, "lock_timeout", Duration.ofMillis(statement));
        expectBornBelow(options, wrong, "idle_in_transaction_session_timeout", Budget.BACKGROUND.backstop());
    }

    private static void expectBornBelow(String options, List<String> wrong, String limit, Duration below) {
        long millis = bornWith(options, limit);
        if (millis <= 0 || millis >= below.toMillis()) {
            wrong.add("connections are not born with %s= of more than 0 and less than %d ms but '%s'".formatted(limit,
                    below.toMillis(), options));
        }
    }

    /** In milliseconds; 0 where it is not set, or in another unit. PostgreSQL takes the last one that is. */
    private static long bornWith(String options, String limit) {
        long millis = 0;
        Matcher set = Pattern.compile("-c " + limit + "=(\\S*)").matcher(options);
        while (set.find()) {
            millis = set.group(1).matches("\\d{1,9}") ? Long.parseLong(set.group(1)) : 0;
        }
        return millis;
    }

    private void probeQueryOutside(List<String> wrong) {
        try {
            session.createNativeQuery("select 1", Integer.class).getSingleResult();
            wrong.add("a query ran outside a session");
        } catch (ContextNotActiveException refused) {
            // As it must be.
        }
    }

    private void probeConnectionOutside(List<String> wrong) {
        try {
            pool.getConnection().close();
            wrong.add("the pool gave a connection outside a session");
        } catch (SQLException refused) {
            if (!String.valueOf(refused.getMessage()).contains("without transaction")) {
                throw new PersistenceException("The pool could not be tried", refused);
            }
        }
    }

    private void probeOtherThread(List<String> wrong) {
        boolean travelled = SessionContext.call("session.probe-thread", () -> {
            try {
                return executor.supplyAsync(this::hasTransaction).orTimeout(5, TimeUnit.SECONDS).join();
            } catch (CompletionException e) {
                throw new PersistenceException("No other thread could be tried", e);
            }
        });
        if (travelled) {
            wrong.add("a transaction travelled to another thread");
        }
    }

    private boolean hasTransaction() {
        try {
            return transactions.getTransaction() != null;
        } catch (SystemException e) {
            throw new IllegalStateException("The transaction manager does not know this thread", e);
        }
    }

    private void probeLimits(List<String> wrong) {
        for (Budget budget : Budget.values()) {
            SessionSpec spec = SessionContext.session("session.probe-limits").within(budget);
            spec.run(db -> probeLimits(db, budget, wrong));
            spec.asReadOnly().run(db -> {
                probeLimits(db, budget, wrong);
                if (!"on".equals(db.createNativeQuery("show default_transaction_read_only", String.class).getSingleResult())) {
                    wrong.add("a read-only session may write");
                }
            });
        }
    }

    private void probeLimits(Session db, Budget budget, List<String> wrong) {
        expectLimit(db, wrong, budget, "statement_timeout", budget.statementLimit().toMillis());
        expectLimit(db, wrong, budget, "idle_in_transaction_session_timeout", option("idle_in_transaction_session_timeout"));
        expectLimit(db, wrong, budget, "lock_timeout", option("lock_timeout"));
    }

    private static void expectLimit(Session db, List<String> wrong, Budget budget, String name, long expectedMillis) {
        Number actual = db
                .createNativeQuery("select setting::bigint as limit_ms from pg_settings where name = :name", Long.class)
                .addScalar("limit_ms", StandardBasicTypes.LONG).setParameter("name", name).getSingleResult();
        if (actual.longValue() != expectedMillis) {
            wrong.add("%s of %s sessions is %s ms, not %d".formatted(name, budget, actual, expectedMillis));
        }
    }

    private long option(String name) {
        return bornWith(text(config, DRIVER + "options"), name);
    }

    private static void refuse(List<String> wrong) {
        if (!wrong.isEmpty()) {
            throw new SessionException.RulesBroken(String.join("; ", wrong));
        }
    }

    private static void expect(Config config, List<String> wrong, String key, String expected) {
        String actual = text(config, key);
        if (!actual.equalsIgnoreCase(expected)) {
            wrong.add(key + " must be " + expected + ", not '" + actual + "'");
        }
    }

    /** Of both pools; what is wrong with the one that the other follows is said once. */
    private static void expectBetween(Config config, List<String> wrong, String key, Duration above, Duration most) {
        expectWithin(config, wrong, POOL + key, above, most);
        if (!text(config, READ_POOL + key).equals(text(config, POOL + key))) {
            expectWithin(config, wrong, READ_POOL + key, above, most);
        }
    }

    private static void expectWithin(Config config, List<String> wrong, String key, Duration above, Duration most) {
        Duration actual = config.getOptionalValue(key, Duration.class).orElse(Duration.ZERO);
        if (actual.compareTo(above) <= 0 || actual.compareTo(most) > 0) {
            wrong.add("%s must be more than %d s and at most %d s, not '%s'".formatted(key, above.toSeconds(), most.toSeconds(),
                    text(config, key)));
        }
    }

    private static String text(Config config, String key) {
        return config.getOptionalValue(key, String.class).orElse("");
    }
}
