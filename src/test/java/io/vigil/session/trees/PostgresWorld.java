package io.vigil.session.trees;

import java.lang.annotation.Annotation;
import java.sql.SQLException;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.inject.Default;
import jakarta.transaction.TransactionManager;

import org.hibernate.query.NativeQuery;
import org.hibernate.type.StandardBasicTypes;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.arc.Arc;
import io.vigil.session.CommitOutcomeUnknown;
import io.vigil.session.Jotting;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.session.SessionSpec;
import io.vigil.session.internal.Frame;
import io.vigil.session.internal.MovableTicker;

/** The real one: the doors, Hibernate and PostgreSQL. */
class PostgresWorld implements World {

    private static final Executor SOON = CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS);

    private final MovableTicker ticker;
    private final TransactionManager transactions;
    private final String prefix;
    private final Map<Throwable, Throwable> thrown = new IdentityHashMap<>();
    /** Whether the open session ended in a way after which the pool closes the connection. */
    private boolean closesConnection;
    private boolean machineFailed;
    private int torn;

    /** A world that sees the rows whose keys have this prefix. */
    PostgresWorld(String prefix) {
        this.ticker = Arc.container().instance(MovableTicker.class).get();
        this.transactions = Arc.container().instance(TransactionManager.class).get();
        this.prefix = prefix;
    }

    @Override
    public void open(Doorway door, SessionSpec spec, Body body) throws Exception {
        try {
            door.open(spec, body);
        } catch (Throwable failure) {
            machineFailed |= failure instanceof VirtualMachineError;
            closesConnection |= machineFailed || failure instanceof SessionException.CommitFailed;
            throw failure;
        } finally {
            if (closesConnection && !isOpen()) {
                int made = warm();
                torn += machineFailed ? made : 0;
                closesConnection = false;
                machineFailed = false;
            }
        }
    }

    @Override
    public boolean isOpen() {
        return Frame.current() != null;
    }

    /**
     * So that an interrupted thread meets no pool that has to connect first, which it would not wait for.
     *
     * @return how many connections had to be made
     */
    static int warm() {
        long before = connectionsMade();
        boolean interrupted = Thread.interrupted();
        SessionSpec spec = SessionContext.session("trees.warm");
        spec.run(() -> SessionContext.current().createNativeQuery("select 1 as one", Integer.class)
                .addScalar("one", StandardBasicTypes.INTEGER).getSingleResult());
        spec.asReadOnly().run(() -> SessionContext.current().createNativeQuery("select 1 as one", Integer.class)
                .addScalar("one", StandardBasicTypes.INTEGER).getSingleResult());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return (int) (connectionsMade() - before);
    }

    private static long connectionsMade() {
        return Stream.<Annotation> of(Default.Literal.INSTANCE, new DataSource.DataSourceLiteral("read"))
                .mapToLong(pool -> Arc.container().instance(AgroalDataSource.class, pool).get().getMetrics().creationCount())
                .sum();
    }

    @Override
    public void leaveTransactionBehind() throws Exception {
        transactions.begin();
    }

    @Override
    public void add(String key, String value) {
        SessionContext.current().createNativeMutationQuery("insert into setting values (:key, :value, now())")
                .setParameter("key", key).setParameter("value", value).executeUpdate();
    }

    @Override
    public void addTaken() {
        add(Trial.TAKEN, "twice");
    }

    @Override
    public void persist(String key, String value) {
        Jotting.of(key, value).persist();
    }

    @Override
    public String rewrite(String key, String value) {
        Jotting found = Jotting.findById(key);
        if (found == null) {
            return null;
        }
        String before = found.value;
        found.value = value;
        return before;
    }

    @Override
    public String read() {
        List<String> rows = SessionContext.current()
                .createNativeQuery(
                        "select key || '=' || value as row from setting where key like :own order by length(key), key",
                        String.class)
                .addScalar("row", StandardBasicTypes.STRING).setParameter("own", prefix + "%").getResultList();
        return rows.toString();
    }

    @Override
    public void failAtCommit(String key) {
        SessionContext.current().createNativeMutationQuery("insert into deferred values (:key), (:key)")
                .setParameter("key", key).executeUpdate();
    }

    @Override
    public void checkpoint() {
        try {
            SessionContext.checkpoint();
        } catch (SessionException.CommitFailed failure) {
            closesConnection = true;
            throw failure;
        }
    }

    @Override
    public void discard() {
        SessionContext.rollback("drawn by lot");
    }

    @Override
    public void requireNone() {
        SessionContext.requireNone("trees");
    }

    @Override
    public void takeTransactionOff() throws Exception {
        if (isOpen()) {
            transactions.suspend();
        }
    }

    @Override
    public void afterCommit(String name, Runnable action) {
        SessionContext.afterCommit(name, action);
    }

    @Override
    public void forward(Duration step) {
        ticker.forward(step);
    }

    @Override
    public void interrupt() {
        Thread.currentThread().interrupt();
    }

    @Override
    public void interruptWithinStatement() {
        NativeQuery<String> waiting = SessionContext.current()
                .createNativeQuery("select cast(pg_sleep(0.02) as text) as slept", String.class)
                .addScalar("slept", StandardBasicTypes.STRING);
        CompletableFuture<Void> interrupting = CompletableFuture.runAsync(Thread.currentThread()::interrupt, SOON);
        try {
            waiting.getSingleResult();
        } finally {
            interrupting.join();
        }
    }

    @Override
    public void clearInterrupt() {
        Thread.interrupted();
    }

    @Override
    public boolean isInterrupted() {
        return Thread.currentThread().isInterrupted();
    }

    @Override
    public int torn() {
        return torn;
    }

    @Override
    public String describe(Throwable failure, Function<Throwable, String> stepOf) {
        if (failure instanceof CommitOutcomeUnknown) {
            return "CommitOutcomeUnknown";
        }
        if (SessionException.isDatabaseUnavailable(failure)) {
            return Trial.UNAVAILABLE;
        }
        if (failure instanceof SessionException.SwallowedFailure) {
            return "SwallowedFailure" + cause(failure.getCause(), stepOf);
        }
        if (failure instanceof ContextNotActiveException) {
            return "no transaction";
        }
        Optional<SQLException> sql = SessionException.sqlException(failure);
        sql.ifPresent(e -> thrown.put(e, failure));
        String state = sql.map(e -> " " + e.getSQLState()).orElse("");
        if (failure instanceof SessionException) {
            return failure.getClass().getSimpleName() + state;
        }
        return sql.isPresent() ? "SQL" + state
                : failure.getClass().getSimpleName()
                        + (failure.getMessage() != null && failure.getMessage().startsWith("of ") ? " " + failure.getMessage()
                                : "");
    }

    /** The failure itself, or what the driver said in it, which is all that PostgreSQL remembers. */
    private String cause(Throwable cause, Function<Throwable, String> stepOf) {
        String step = stepOf.apply(thrown.getOrDefault(cause, cause));
        return step == null ? "" : " of " + step;
    }
}
