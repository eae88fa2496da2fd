package io.vigil.session.bench;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

import jakarta.transaction.TransactionManager;

import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.Arc;
import io.quarkus.hibernate.orm.PersistenceUnit.PersistenceUnitLiteral;
import io.quarkus.runtime.Application;

/** The application itself, started once in each fork, and those it is compared with. */
@State(Scope.Benchmark)
public class Vigil {

    /** The plain persistence unit. */
    private static final PersistenceUnitLiteral PLAIN = new PersistenceUnitLiteral("bench");

    Annotated annotated;
    JtaAnnotated jtaAnnotated;
    TransactionManager manager;
    /** Of the plain persistence unit; usable inside a transaction. */
    Session plainSession;
    SessionFactory plainFactory;
    /** A pool that knows nothing of transactions. */
    AgroalDataSource rawPool;

    private Application application;

    /** Starts the application and waits for its schema, so that nothing runs beside what is measured. */
    @Setup(Level.Trial)
    public void start() throws ReflectiveOperationException, InterruptedException, SQLException {
        application = (Application) Class.forName("io.quarkus.runner.ApplicationImpl").getConstructor().newInstance();
        application.start(new String[0]);
        if (!Arc.container().instance(Ready.class).get().await(30, TimeUnit.SECONDS)) {
            // Or its threads would keep the fork alive.
            application.close();
            throw new IllegalStateException("The application did not become ready");
        }
        annotated = Arc.container().instance(Annotated.class).get();
        jtaAnnotated = Arc.container().instance(JtaAnnotated.class).get();
        manager = Arc.container().instance(TransactionManager.class).get();
        plainSession = Arc.container().instance(Session.class, PLAIN).get();
        plainFactory = Arc.container().instance(SessionFactory.class, PLAIN).get();
        rawPool = Pools.raw();
        RawJdbc.run(rawPool, connection -> Work.execute(connection, BenchRow.TABLE));
    }

    /** Stops it. */
    @TearDown(Level.Trial)
    public void stop() {
        rawPool.close();
        application.close();
    }
}
