package bench.contest;

import java.sql.SQLException;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import bench.ways.BareManager;
import bench.ways.RawJdbc;
import bench.ways.Work;
import io.quarkus.narayana.jta.QuarkusTransaction;

/** One row, committed; the table is emptied after each slice. */
@State(Scope.Benchmark)
public class InsertOne {

    @TearDown(Level.Iteration)
    public void empty(Vigil vigil) throws SQLException {
        RawJdbc.run(vigil.rawPool, connection -> Work.execute(connection, "truncate bench_row"));
    }

    @Benchmark
    public Object rawJdbc(Vigil vigil) throws SQLException {
        return RawJdbc.run(vigil.rawPool, Work::insert);
    }

    @Benchmark
    public Object transactionManager(Vigil vigil) throws Exception {
        return BareManager.call(vigil.manager, () -> Work.insert(vigil.plainSession));
    }

    @Benchmark
    public Object transactional(Vigil vigil) {
        return vigil.jtaAnnotated.insert();
    }

    @Benchmark
    public Object quarkusTransaction(Vigil vigil) {
        return QuarkusTransaction.requiringNew().call(() -> Work.insert(vigil.plainSession));
    }

    @Benchmark
    public Object session(Vigil vigil) {
        return vigil.annotated.insert();
    }
}
