package io.vigil.session;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;

import io.agroal.api.AgroalDataSource;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vigil.session.watch.ProbeFactory;

/** What builds and is still no way to a session: each is tried, and tells whether it was refused for the right reason. */
@ApplicationScoped
public class RunTimeOpenings {

    private interface Attempt {
        void run() throws Throwable;
    }

    private record Opening(Attempt attempt, String refusal) {
    }

    private final Map<String, Opening> openings = new LinkedHashMap<>();

    RunTimeOpenings(AgroalDataSource pool, Session session, SessionFactory factory, Vertx vertx) {
        String strict = "Connection acquired without transaction.";
        String noContext = "ContextNotActiveException";
        add("a connection of the pool", strict, () -> pool.getConnection().close());
        add("a session of Hibernate's", strict, () -> {
            try (Session stray = factory.openSession()) {
                stray.createNativeQuery("select 1", Integer.class).getSingleResult();
            }
        });
        add("a stateless session of Hibernate's", strict, () -> {
            try (StatelessSession stray = factory.openStatelessSession()) {
                stray.createNativeQuery("select 1", Integer.class).getSingleResult();
            }
        });
        add("the injected session outside a session", noContext, () -> session.find(Jotting.class, "a"));
        add("a count of Panache's outside a session", noContext, () -> Jotting.count());
        add("a stream of Panache's outside a session", noContext, () -> Jotting.streamAll().toList());
        add("a write of Panache's outside a session", noContext, () -> Jotting.of("a", "x").persist());
        add("current() outside a session", "No session is open", SessionContext::current);
        add("rollback() outside a session", "No session is open", () -> SessionContext.rollback("nothing"));
        add("a session on the event loop", "event-loop thread", () -> onEventLoop(vertx));
        add("a root-only session inside another", "must be the outermost",
                () -> SessionContext.run("opening.outer", () -> SessionContext.session("opening.root").rootOnly().run(() -> {
                })));
        add("a writer inside a reader", "cannot join",
                () -> SessionContext.session("opening.reader").asReadOnly()
                        .run(() -> SessionContext.run("opening.writer", () -> {
                        })));
        add("a call outside inside a session", "was called while session",
                () -> SessionContext.run("opening.holder", () -> SessionContext.requireNone("opening.client")));
        addStatements();
        addAnswers();
        addSetting("quarkus.hibernate-orm.request-scoped.enabled", "true");
        addSetting("quarkus.datasource.jdbc.transaction-requirement", "off");
        addSetting("quarkus.datasource.read.jdbc.transaction-requirement", "off");
        addSetting("mp.context.ThreadContext.cleared", "None");
        addSetting("mp.context.ThreadContext.propagated", "Transaction");
        addSetting("mp.context.ManagedExecutor.cleared", "None");
        addSetting("mp.context.ManagedExecutor.propagated", "Transaction");
        addSetting("quarkus.datasource.jdbc.acquisition-timeout", "5S");
        addSetting("quarkus.datasource.read.jdbc.acquisition-timeout", "5S");
        addSetting("quarkus.datasource.read.jdbc.additional-jdbc-properties.socketTimeout", "600");
        addSetting("quarkus.transaction-manager.default-transaction-timeout", "30S");
    }

    /** All that are tried. */
    public Set<String> all() {
        return openings.keySet();
    }

    /** Tries them and answers which were refused. */
    public Set<String> refused() {
        Set<String> refused = new TreeSet<>();
        openings.forEach((name, opening) -> {
            try {
                opening.attempt.run();
            } catch (Throwable refusal) {
                if (isFor(refusal, opening.refusal)) {
                    refused.add(name);
                }
            }
        });
        return refused;
    }

    private void add(String name, String refusal, Attempt attempt) {
        openings.put(name, new Opening(attempt, refusal));
    }

    private void addStatements() {
        for (String sql : List.of("commit", "ROLLBACK", "begin", "start transaction", "savepoint a", "release savepoint a",
                "end", "abort", "set statement_timeout = 0", "set session lock_timeout = 0",
                "set local transaction_read_only = off", "set transaction read write", "reset all", "discard all", "listen a",
                "unlisten *", "prepare a as select 1", "-- a remark\n commit", "/* a remark */ commit")) {
            add("the statement " + sql.replace('\n', ' '), "by SQL", () -> SessionContext.run("opening.statement",
                    db -> db.createNativeMutationQuery(sql).executeUpdate()));
        }
        for (String sql : List.of("select 1; commit", "select pg_advisory_lock(1)", "select pg_try_advisory_lock(1)",
                "select SET_CONFIG('lock_timeout', '0', false)")) {
            add("the query " + sql, "by SQL", () -> SessionContext.run("opening.query",
                    db -> db.createNativeQuery(sql, Object.class).getResultList()));
        }
    }

    private void addAnswers() {
        Map<String, Object> answers = new LinkedHashMap<>();
        answers.put("an entity", Jotting.of("a", "x"));
        answers.put("a list of entities", List.of(Jotting.of("a", "x")));
        answers.put("an optional entity", Optional.of(Jotting.of("a", "x")));
        answers.put("entities by name", Map.of("a", Jotting.of("a", "x")));
        answers.put("a stream", Stream.of("a"));
        answers.put("an iterator", List.of("a").iterator());
        answers.put("a promise", CompletableFuture.completedFuture("a"));
        answers.put("a Uni", Uni.createFrom().item("a"));
        answers.put("a Multi", Multi.createFrom().item("a"));
        answers.forEach((name, answer) -> add("the answer " + name, "would outlive it",
                () -> SessionContext.call("opening.answer", () -> answer)));
        add("the answer a query", "would outlive it", () -> SessionContext.call("opening.answer",
                db -> db.createNativeQuery("select 1", Integer.class)));
        add("the answer the session", "would outlive it", () -> SessionContext.call("opening.answer", db -> db));
    }

    /** The check at start refuses a configuration in which some of the above would be let through. */
    private void addSetting(String key, String value) {
        add(key + "=" + value, key, () -> {
            for (String finding : ProbeFactory.findings(Map.of(key, value))) {
                throw new SessionException.RulesBroken(finding);
            }
        });
    }

    private static void onEventLoop(Vertx vertx) throws Exception {
        CompletableFuture<Void> opened = new CompletableFuture<>();
        vertx.getOrCreateContext().runOnContext(ignored -> {
            try {
                SessionContext.run("opening.event-loop", () -> {
                });
                opened.complete(null);
            } catch (SessionException refused) {
                opened.completeExceptionally(refused);
            }
        });
        opened.get(5, TimeUnit.SECONDS);
    }

    private static boolean isFor(Throwable refusal, String reason) {
        for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
            if (cause.toString().contains(reason)) {
                return true;
            }
        }
        return false;
    }
}
