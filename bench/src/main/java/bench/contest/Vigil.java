package bench.contest;

import java.lang.annotation.Annotation;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;

import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import bench.ways.Annotated;
import bench.ways.BenchRow;
import bench.ways.JtaAnnotated;
import bench.ways.Pools;
import bench.ways.RawJdbc;
import bench.ways.ReadPools;
import bench.ways.Work;
import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.Arc;
import io.quarkus.hibernate.orm.PersistenceUnit.PersistenceUnitLiteral;
import io.quarkus.runtime.Application;

/** The application itself, started once in each fork, and those it is compared with. */
@State(Scope.Benchmark)
public class Vigil {

    /** The plain persistence unit. */
    private static final PersistenceUnitLiteral PLAIN = new PersistenceUnitLiteral("bench");

    /**
     * Started once in a fork, however often JMH makes this state anew; so are the pools, or slices would pay for connecting.
     */
    private static Application application;
    private static AgroalDataSource raw;
    private static ReadPools reads;

    Annotated annotated;
    JtaAnnotated jtaAnnotated;
    TransactionManager manager;
    /** Of the plain persistence unit; usable inside a transaction. */
    Session plainSession;
    /** Knows nothing of transactions. */
    AgroalDataSource rawPool;
    ReadPools readPools;

    /** Finds all that is compared. */
    @Setup(Level.Trial)
    public void find() throws ReflectiveOperationException, InterruptedException, SQLException {
        if (application == null) {
            start();
        }
        annotated = bean(Annotated.class);
        jtaAnnotated = bean(JtaAnnotated.class);
        manager = bean(TransactionManager.class);
        plainSession = bean(Session.class, PLAIN);
        rawPool = raw;
        readPools = reads;
    }

    /** Waits for the schema, so that nothing runs beside what is measured. */
    private static void start() throws ReflectiveOperationException, InterruptedException, SQLException {
        application = (Application) Class.forName("io.quarkus.runner.ApplicationImpl").getConstructor().newInstance();
        application.start(new String[0]);
        if (!bean(Ready.class).await(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("The application did not become ready");
        }
        raw = Pools.raw();
        RawJdbc.run(raw, connection -> Work.execute(connection, BenchRow.TABLE));
        reads = new ReadPools(bean(TransactionManager.class), bean(TransactionSynchronizationRegistry.class),
                bean(SessionFactory.class, PLAIN));
    }

    private static <T> T bean(Class<T> type, Annotation... qualifiers) {
        return Arc.container().instance(type, qualifiers).get();
    }
}
