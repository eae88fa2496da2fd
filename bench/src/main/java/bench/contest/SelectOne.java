package bench.contest;

import java.sql.SQLException;

import org.openjdk.jmh.annotations.Benchmark;

import bench.ways.BareManager;
import bench.ways.RawJdbc;
import bench.ways.Work;
import io.quarkus.narayana.jta.QuarkusTransaction;

/** One statement. */
public class SelectOne {

    @Benchmark
    public int rawJdbc(Vigil vigil) throws SQLException {
        return RawJdbc.run(vigil.rawPool, Work::select);
    }

    @Benchmark
    public Integer transactionManager(Vigil vigil) throws Exception {
        return BareManager.call(vigil.manager, () -> Work.select(vigil.plainSession));
    }

    @Benchmark
    public Integer transactional(Vigil vigil) {
        return vigil.jtaAnnotated.select();
    }

    @Benchmark
    public Integer quarkusTransaction(Vigil vigil) {
        return QuarkusTransaction.requiringNew().call(() -> Work.select(vigil.plainSession));
    }

    @Benchmark
    public Integer session(Vigil vigil) {
        return vigil.annotated.select();
    }

    @Benchmark
    public Integer readOnlySession(Vigil vigil) {
        return vigil.annotated.selectReadOnly();
    }
}
