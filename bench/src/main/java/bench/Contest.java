package bench;

import java.util.List;

import bench.contest.Frames;
import bench.contest.InsertOne;
import bench.contest.LeanRead;
import bench.contest.RollBack;
import bench.contest.RootFrame;
import bench.contest.SelectOne;

/** Who is compared with whom. The first of each contest is what the others are measured by. */
enum Contest {

    FRAMES(Frames.class, "No transaction of its own", 200, 1, of("plain", "a method of a bean"),
            of("never", "session that must not be there (`NEVER`), called"),
            of("neverAnnotated", "session that must not be there (`NEVER`), annotated"),
            of("joined", "joined session, called"),
            of("joinedAnnotated", "joined session, annotated"),
            of("joinedTransactional", "joined `@Transactional`")),

    ROOT(RootFrame.class, "Nothing done in it", 200, 64,
            busy("transactionManager", "begin and commit of the transaction manager"),
            busy("session", "session, called"),
            of("annotated", "session, annotated"),
            busy("transactional", "`@Transactional`"),
            of("quarkusTransaction", "`QuarkusTransaction.requiringNew()`"),
            of("rawJdbc", "raw JDBC (a connection, commit)")),

    SELECT(SelectOne.class, "`select 1`", 300, 64, busy("transactional", "`@Transactional`"),
            busy("session", "writing session"),
            busy("readOnlySession", "read-only session"),
            of("transactionManager", "begin and commit of the transaction manager"),
            of("quarkusTransaction", "`QuarkusTransaction.requiringNew()`"),
            busy("rawJdbc", "raw JDBC")),

    INSERT(InsertOne.class, "One insert", 300, 1, of("transactional", "`@Transactional`"),
            of("session", "writing session"),
            of("transactionManager", "begin and commit of the transaction manager"),
            of("quarkusTransaction", "`QuarkusTransaction.requiringNew()`"),
            of("rawJdbc", "raw JDBC")),

    ROLLBACK(RollBack.class, "`select 1`, then an exception", 300, 1, of("transactional", "`@Transactional`"),
            of("session", "writing session"),
            of("transactionManager", "begin and rollback of the transaction manager"),
            of("quarkusTransaction", "`QuarkusTransaction.requiringNew()`"),
            of("rawJdbc", "raw JDBC")),

    LEAN_SELECT(LeanRead.class, "Ways to a lean read: `select 1`", 300, 8,
            busy("selectInTransaction", "BEGIN READ ONLY … COMMIT"),
            busy("selectOnAutoCommit", "auto-commit, connection told when the mode changes"),
            busy("selectOnReadOnlyPool", "auto-commit, second pool born read-only, enlisted"),
            busy("selectUnmanaged", "auto-commit, second pool born read-only, not enlisted")),

    LEAN_FIND(LeanRead.class, "Ways to a lean read: an entity by its id", 300, 1,
            of("findInTransaction", "BEGIN READ ONLY … COMMIT"),
            of("findOnAutoCommit", "auto-commit, connection told when the mode changes"),
            of("findOnReadOnlyPool", "auto-commit, second pool born read-only, enlisted"),
            of("findUnmanaged", "auto-commit, second pool born read-only, not enlisted")),

    LEAN_ALTERNATE(LeanRead.class, "Ways to a lean read: a read and then a write, a `select 1` each", 300, 1,
            of("alternateInTransaction", "BEGIN READ ONLY … COMMIT"),
            of("alternateOnAutoCommit", "auto-commit, connection told when the mode changes"),
            of("alternateOnReadOnlyPool", "auto-commit, second pool born read-only, enlisted"),
            of("alternateUnmanaged", "auto-commit, second pool born read-only, not enlisted"));

    private final Class<?> benchmarks;
    private final String title;
    private final long sliceMillis;
    private final int mostThreads;
    private final List<Contender> contenders;

    /**
     * One of those that are compared.
     *
     * @param method its benchmark
     * @param label its row in the table
     * @param busy whether it is also measured with many threads
     */
    record Contender(String method, String label, boolean busy) {
    }

    Contest(Class<?> benchmarks, String title, long sliceMillis, int mostThreads, Contender... contenders) {
        this.benchmarks = benchmarks;
        this.title = title;
        this.sliceMillis = sliceMillis;
        this.mostThreads = mostThreads;
        this.contenders = List.of(contenders);
    }

    String title() {
        return title;
    }

    /** How long one slice of it lasts: longer where an operation is, and where threads wait for their turn on a core. */
    long sliceMillis(int threads) {
        return threads > 8 ? 3 * sliceMillis : sliceMillis;
    }

    /** Who takes part with so many threads. */
    List<Contender> contenders(int threads) {
        return contenders.stream().filter(contender -> threads == 1 || contender.busy() && threads <= mostThreads).toList();
    }

    /** The benchmark's full name, as JMH wants it. */
    String pattern(Contender contender) {
        return "^" + (benchmarks.getName() + "." + contender.method()).replace(".", "\\.") + "$";
    }

    private static Contender of(String method, String label) {
        return new Contender(method, label, false);
    }

    private static Contender busy(String method, String label) {
        return new Contender(method, label, true);
    }
}
