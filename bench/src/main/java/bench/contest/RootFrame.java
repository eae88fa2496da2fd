package bench.contest;

import java.sql.SQLException;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import bench.ways.BareManager;
import bench.ways.RawJdbc;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionSpec;

/** A transaction in which nothing is done. */
@State(Scope.Benchmark)
public class RootFrame {

    private final SessionSpec spec = SessionContext.session("bench.root").within(Budget.REQUEST);

    private int value;

    /** Not the same: it takes a connection, and the others do not. */
    @Benchmark
    public int rawJdbc(Vigil vigil) throws SQLException {
        return RawJdbc.run(vigil.rawPool, connection -> value);
    }

    @Benchmark
    public int transactionManager(Vigil vigil) throws Exception {
        return BareManager.call(vigil.manager, () -> value);
    }

    @Benchmark
    public int transactional(Vigil vigil) {
        return vigil.jtaAnnotated.empty(value);
    }

    @Benchmark
    public int quarkusTransaction() {
        return QuarkusTransaction.requiringNew().call(() -> value);
    }

    @Benchmark
    public int session() {
        return spec.call(() -> value);
    }

    @Benchmark
    public int annotated(Vigil vigil) {
        return vigil.annotated.empty(value);
    }
}
