package bench.contest;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import bench.ways.BareManager;
import io.vigil.session.Budget;
import io.vigil.session.Propagation;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionSpec;

/** What a call costs that opens no transaction: no session, or a part of the one that is open. */
@State(Scope.Benchmark)
public class Frames {

    /** So many that the session around them costs nothing each. */
    private static final int CALLS = 1_000;

    private final SessionSpec outer = SessionContext.session("bench.outer").within(Budget.REQUEST);
    private final SessionSpec joined = SessionContext.session("bench.joined").within(Budget.REQUEST);
    private final SessionSpec never = new SessionSpec("bench.never-called", Propagation.NEVER, false, Budget.REQUEST);

    private int value;

    @Benchmark
    public int plain(Vigil vigil) {
        return vigil.annotated.plain(value);
    }

    @Benchmark
    public int never() {
        return never.call(() -> value);
    }

    @Benchmark
    public int neverAnnotated(Vigil vigil) {
        return vigil.annotated.never(value);
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public int joined() {
        return outer.call(() -> {
            int sum = 0;
            for (int i = 0; i < CALLS; i++) {
                sum += joined.call(() -> value);
            }
            return sum;
        });
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public int joinedAnnotated(Vigil vigil) {
        return outer.call(() -> {
            int sum = 0;
            for (int i = 0; i < CALLS; i++) {
                sum += vigil.annotated.empty(value);
            }
            return sum;
        });
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public int joinedTransactional(Vigil vigil) throws Exception {
        return BareManager.call(vigil.manager, () -> {
            int sum = 0;
            for (int i = 0; i < CALLS; i++) {
                sum += vigil.jtaAnnotated.empty(value);
            }
            return sum;
        });
    }
}
