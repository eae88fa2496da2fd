package io.vigil.session.trees;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.vigil.session.SessionSpec;

/** A session of the model that owns its transaction, together with what of Hibernate and PostgreSQL shows in it. */
final class ModelSession {

    private static final String LATE = "SessionDeadline";

    private final SessionSpec spec;
    private final ModelWorld world;
    private final Duration since;
    private int joined;
    private Throwable first;
    private boolean discarded;
    private List<Runnable> followUps = new ArrayList<>();
    private Map<String, String> written = new TreeMap<>();
    private Map<String, Entity> entities = new LinkedHashMap<>();
    private boolean connected;
    private boolean failsAtCommit;
    /** The first failure of PostgreSQL, if that aborted the transaction. */
    private ModelFailure aborted;
    /** Hibernate had a failure and will not have this committed. */
    private boolean condemned;
    /** A commit has failed and so has ended the transaction. */
    private boolean over;
    /** The work has taken the transaction off the thread. */
    private boolean off;

    private static final class Entity {

        private String value;
        private boolean isNew;
        private boolean changed;
    }

    ModelSession(SessionSpec spec, ModelWorld world) {
        this.spec = spec;
        this.world = world;
        this.since = world.now();
    }

    void join() {
        joined++;
    }

    void part() {
        joined--;
    }

    boolean isJoined() {
        return joined > 0;
    }

    boolean isReadOnly() {
        return spec.readOnly();
    }

    boolean isDiscarded() {
        return discarded;
    }

    boolean hasTransaction() {
        return !over && !off;
    }

    void takeTransactionOff() {
        off = true;
    }

    /** Whether a failure of the machine, inside or at last, closes its connection. */
    boolean isTorn(Throwable last) {
        return connected && (first instanceof VirtualMachineError || last instanceof VirtualMachineError);
    }

    void discard() {
        discarded = true;
    }

    void follow(Runnable action) {
        followUps.add(action);
    }

    <T extends Throwable> T remember(T failure) {
        if (first == null) {
            first = failure;
        }
        return failure;
    }

    /** Asks PostgreSQL. Hibernate takes the connection before it says what it will ask. */
    void query() {
        connect();
        refuseWhenLate();
        execute();
    }

    /** A write says what it is first. */
    private void update() {
        refuseWhenLate();
        connect();
        execute();
    }

    /** A transaction that will not be committed gets no connection any more. */
    private void connect() {
        if (condemned && !connected) {
            throw new ModelFailure("SQL null");
        }
        connected = true;
    }

    private void refuseWhenLate() {
        if (isLate()) {
            throw new ModelFailure(LATE);
        }
    }

    private void execute() {
        if (aborted != null) {
            throw new ModelFailure("SQL 25P02");
        }
    }

    void write(String key, String value, String violation) {
        update();
        if (violation != null || spec.readOnly()) {
            throw refuse(spec.readOnly() ? "SQL 25006" : violation);
        }
        written.put(key, value);
    }

    void failAtCommit() {
        write("", "", null);
        written.remove("");
        failsAtCommit = true;
    }

    void persist(String key, String value) {
        if (entities.containsKey(key)) {
            condemned = true;
            throw new ModelFailure("EntityExistsException");
        }
        Entity entity = new Entity();
        entity.value = value;
        entity.isNew = true;
        entities.put(key, entity);
    }

    String rewrite(String key, String value, Map<String, String> stored) {
        Entity entity = entities.get(key);
        if (entity == null) {
            String found = find(key, stored);
            if (found == null) {
                return null;
            }
            entity = new Entity();
            entity.value = found;
            entities.put(key, entity);
        }
        String before = entity.value;
        entity.value = value;
        entity.changed = true;
        return before;
    }

    /** Hibernate's own rule: what cannot be read in a transaction that it has condemned is not there. */
    private String find(String key, Map<String, String> stored) {
        try {
            query();
        } catch (ModelFailure failure) {
            if (condemned && !failure.getMessage().equals(LATE)) {
                return null;
            }
            condemned = true;
            throw failure;
        }
        return written.getOrDefault(key, stored.get(key));
    }

    void addWritten(Map<String, String> rows) {
        rows.putAll(written);
    }

    /** A failure of it condemns the transaction, also that it is late. */
    void flush() {
        try {
            flushEntities();
        } catch (ModelFailure failure) {
            condemned = true;
            throw failure;
        }
    }

    /** Inserts first, as Hibernate does. */
    private void flushEntities() {
        entities.forEach((key, entity) -> {
            if (entity.isNew) {
                write(key, entity.value, entity.value == null ? "SQL 23502" : null);
                entity.isNew = false;
            }
        });
        entities.forEach((key, entity) -> {
            if (entity.changed) {
                write(key, entity.value, null);
                entity.changed = false;
            }
        });
    }

    /** A failure inside that did not get here must not be forgotten; nor is late work stored. */
    void commit(Map<String, String> stored) {
        if (first != null || aborted != null) {
            throw new ModelFailure("SwallowedFailure", first != null ? first : aborted);
        }
        refuseWhenLate();
        if (off) {
            throw new ModelFailure("CommitFailed");
        }
        over = condemned;
        if (condemned) {
            connected = false;
            throw new ModelFailure("SwallowedFailure");
        }
        flush();
        over = failsAtCommit;
        if (failsAtCommit) {
            throw new ModelFailure("CommitFailed 23505");
        }
        stored.putAll(written);
    }

    /** After a checkpoint. */
    void beginAnew() {
        written = new TreeMap<>();
        entities = new LinkedHashMap<>();
        connected = false;
    }

    /** Answers how many have failed. */
    int runFollowUps() {
        int failed = 0;
        List<Runnable> due = followUps;
        followUps = new ArrayList<>();
        for (Runnable followUp : due) {
            try {
                followUp.run();
            } catch (Throwable failure) {
                failed++;
            }
        }
        return failed;
    }

    private boolean isLate() {
        return world.now().minus(since).compareTo(spec.budget().limit()) > 0;
    }

    /** Plain reads within the ordinary limit have no transaction that could be aborted. */
    private ModelFailure refuse(String label) {
        ModelFailure refusal = new ModelFailure(label);
        condemned = true;
        if (aborted == null && (!spec.readOnly() || spec.budget().raisesStatementLimit())) {
            aborted = refusal;
        }
        return refusal;
    }
}
