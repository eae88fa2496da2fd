package bench.contest;

import java.sql.SQLException;
import java.util.UUID;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import bench.ways.RawJdbc;
import bench.ways.ReadPools;
import bench.ways.Work;

/** Ways to a read that costs one round trip, made without the session core: a statement, an entity, a read and a write. */
@State(Scope.Benchmark)
public class LeanRead {

    private ReadPools pools;
    private UUID known;

    @Setup(Level.Trial)
    public void open(Vigil vigil) throws Exception {
        pools = vigil.readPools;
        known = pools.writing(db -> {
            UUID id = Work.insert(db);
            db.flush();
            return id;
        });
    }

    @TearDown(Level.Trial)
    public void empty(Vigil vigil) throws SQLException {
        RawJdbc.run(vigil.rawPool, connection -> Work.execute(connection, "truncate bench_row"));
    }

    @Benchmark
    public Integer selectInTransaction() throws Exception {
        return pools.inTransaction(Work::select);
    }

    @Benchmark
    public Integer selectOnAutoCommit() throws Exception {
        return pools.onAutoCommit(Work::select);
    }

    @Benchmark
    public Integer selectOnReadOnlyPool() throws Exception {
        return pools.onReadOnlyPool(Work::select);
    }

    @Benchmark
    public Integer selectUnmanaged() throws Exception {
        return pools.unmanaged(Work::select);
    }

    @Benchmark
    public String findInTransaction() throws Exception {
        return pools.inTransaction(db -> Work.find(db, known));
    }

    @Benchmark
    public String findOnAutoCommit() throws Exception {
        return pools.onAutoCommit(db -> Work.find(db, known));
    }

    @Benchmark
    public String findOnReadOnlyPool() throws Exception {
        return pools.onReadOnlyPool(db -> Work.find(db, known));
    }

    @Benchmark
    public String findUnmanaged() throws Exception {
        return pools.unmanaged(db -> Work.find(db, known));
    }

    @Benchmark
    public int alternateInTransaction() throws Exception {
        return pools.inTransaction(Work::select) + pools.writing(Work::select);
    }

    @Benchmark
    public int alternateOnAutoCommit() throws Exception {
        return pools.onAutoCommit(Work::select) + pools.writingAfterAutoCommit(Work::select);
    }

    @Benchmark
    public int alternateOnReadOnlyPool() throws Exception {
        return pools.onReadOnlyPool(Work::select) + pools.writing(Work::select);
    }

    @Benchmark
    public int alternateUnmanaged() throws Exception {
        return pools.unmanaged(Work::select) + pools.writing(Work::select);
    }
}
