package io.vigil.session.trees;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import io.vigil.session.Propagation;
import io.vigil.session.SessionSpec;

/** What must come of sessions, in plain Java: one thread, a map for the table, and the rules. */
final class ModelWorld implements World {

    private static final String REFUSED = "Refused";

    private final Map<String, String> stored = new TreeMap<>(Trial.BY_STEP);
    private Duration now = Duration.ZERO;
    private boolean interrupted;
    private boolean foreign;
    private int failedFollowUps;
    private int evicted;
    private int torn;

    /** The session of the thread, or null. */
    private ModelSession open;

    @Override
    public void open(Doorway door, SessionSpec spec, Body body) throws Exception {
        ModelSession outer = open;
        if (spec.propagation() == Propagation.NEVER) {
            requireNone();
            body.run();
        } else if (outer == null) {
            openRoot(spec, body);
        } else if (spec.propagation() == Propagation.ROOT_ONLY || outer.isReadOnly() && !spec.readOnly()) {
            throw outer.remember(new ModelFailure(REFUSED, null));
        } else {
            outer.join();
            try {
                body.run();
            } catch (Throwable failure) {
                outer.remember(failure);
                throw failure;
            } finally {
                outer.part();
            }
        }
    }

    private void openRoot(SessionSpec spec, Body body) throws Exception {
        evicted += foreign ? 1 : 0;
        foreign = false;
        ModelSession root = new ModelSession(spec, this);
        open = root;
        Throwable last = null;
        try {
            body.run();
            if (!root.isDiscarded()) {
                root.commit(stored);
            }
        } catch (Throwable failure) {
            last = failure;
            throw failure;
        } finally {
            open = null;
            torn += root.isTorn(last) ? 1 : 0;
        }
        if (!root.isDiscarded()) {
            runFollowUps(root);
        }
    }

    private void runFollowUps(ModelSession root) {
        // Not in one line: those that follow these count, too.
        int failed = root.runFollowUps();
        failedFollowUps += failed;
    }

    @Override
    public void checkpoint() {
        ModelSession root = session();
        if (root.isJoined() || root.isDiscarded()) {
            throw root.remember(new ModelFailure(REFUSED, null));
        }
        try {
            root.commit(stored);
        } catch (ModelFailure failure) {
            throw root.remember(failure);
        }
        open = null;
        runFollowUps(root);
        open = root;
        root.beginAnew();
    }

    @Override
    public void add(String key, String value) {
        ModelSession root = transaction();
        root.flush();
        root.write(key, value, null);
    }

    @Override
    public void addTaken() {
        ModelSession root = transaction();
        root.flush();
        root.write(Trial.TAKEN, "twice", "SQL 23505");
    }

    @Override
    public void failAtCommit(String key) {
        ModelSession root = transaction();
        root.flush();
        root.failAtCommit();
    }

    @Override
    public void persist(String key, String value) {
        entities().persist(key, value);
    }

    @Override
    public String rewrite(String key, String value) {
        return entities().rewrite(key, value, stored);
    }

    @Override
    public String read() {
        ModelSession root = transaction();
        root.flush();
        root.query();
        Map<String, String> visible = new TreeMap<>(Trial.BY_STEP);
        visible.putAll(stored);
        root.addWritten(visible);
        return visible.entrySet().toString();
    }

    @Override
    public void interruptWithinStatement() {
        ModelSession root = transaction();
        try {
            root.flush();
            root.query();
        } finally {
            interrupted = true;
        }
    }

    /** For SQL. */
    private ModelSession transaction() {
        session();
        return entities();
    }

    /** For entities, whose class asks for the transaction and not for the session. */
    private ModelSession entities() {
        if (open == null || !open.hasTransaction()) {
            throw new ModelFailure("no transaction", null);
        }
        return open;
    }

    private ModelSession session() {
        if (open == null) {
            throw new ModelFailure(REFUSED, null);
        }
        return open;
    }

    @Override
    public boolean isOpen() {
        return open != null;
    }

    @Override
    public void leaveTransactionBehind() {
        foreign = true;
    }

    @Override
    public void discard() {
        session().discard();
    }

    @Override
    public void requireNone() {
        if (open != null) {
            throw open.remember(new ModelFailure("HeldDuringOutgoingCall", null));
        }
    }

    @Override
    public void takeTransactionOff() {
        if (open != null) {
            open.takeTransactionOff();
        }
    }

    @Override
    public void afterCommit(String name, Runnable action) {
        if (open == null) {
            action.run();
        } else {
            open.follow(action);
        }
    }

    @Override
    public void forward(Duration step) {
        now = now.plus(step);
    }

    @Override
    public void interrupt() {
        interrupted = true;
    }

    @Override
    public void clearInterrupt() {
        interrupted = false;
    }

    @Override
    public boolean isInterrupted() {
        return interrupted;
    }

    @Override
    public String describe(Throwable failure, Function<Throwable, String> stepOf) {
        if (failure instanceof ModelFailure) {
            String cause = failure.getCause() == null ? null : stepOf.apply(failure.getCause());
            return failure.getMessage() + (cause == null ? "" : " of " + cause);
        }
        return failure.getClass().getSimpleName() + (failure.getMessage() == null ? "" : " " + failure.getMessage());
    }

    @Override
    public int torn() {
        return torn;
    }

    Duration now() {
        return now;
    }

    /** What PostgreSQL must have now. */
    Map<String, String> stored() {
        return stored;
    }

    int failedFollowUps() {
        return failedFollowUps;
    }

    int evicted() {
        return evicted;
    }
}
