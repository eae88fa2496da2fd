package bench.contest;

import java.sql.SQLException;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import bench.ways.BareManager;
import bench.ways.RawJdbc;
import bench.ways.Work;
import io.quarkus.narayana.jta.QuarkusTransaction;

/** One statement, then an exception that rolls it back. */
@State(Scope.Benchmark)
public class RollBack {

    @Benchmark
    public Object rawJdbc(Vigil vigil) throws SQLException {
        try {
            return RawJdbc.run(vigil.rawPool, Work::fail);
        } catch (RuntimeException unwanted) {
            return unwanted;
        }
    }

    @Benchmark
    public Object transactionManager(Vigil vigil) throws Exception {
        try {
            return BareManager.call(vigil.manager, () -> Work.fail(vigil.plainSession));
        } catch (RuntimeException unwanted) {
            return unwanted;
        }
    }

    @Benchmark
    public Object transactional(Vigil vigil) {
        try {
            return vigil.jtaAnnotated.fail();
        } catch (RuntimeException unwanted) {
            return unwanted;
        }
    }

    @Benchmark
    public Object quarkusTransaction(Vigil vigil) {
        try {
            return QuarkusTransaction.requiringNew().call(() -> Work.fail(vigil.plainSession));
        } catch (RuntimeException unwanted) {
            return unwanted;
        }
    }

    @Benchmark
    public Object session(Vigil vigil) {
        try {
            return vigil.annotated.fail();
        } catch (RuntimeException unwanted) {
            return unwanted;
        }
    }
}
