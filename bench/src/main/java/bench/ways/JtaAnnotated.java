package bench.ways;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.Session;

import io.quarkus.arc.Unremovable;
import io.quarkus.hibernate.orm.PersistenceUnit;

/** The same with {@code @Transactional}, on the plain persistence unit. */
@Unremovable
@ApplicationScoped
public class JtaAnnotated {

    private final Session db;

    JtaAnnotated(@PersistenceUnit("bench") Session db) {
        this.db = db;
    }

    /** A transaction that does nothing, or a part of the one that is open. */
    @Transactional
    public int empty(int value) {
        return value;
    }

    /** A statement. */
    @Transactional
    public Integer select() {
        return Work.select(db);
    }

    /** A row. */
    @Transactional
    public UUID insert() {
        return Work.insert(db);
    }

    /** A statement, then an exception. */
    @Transactional
    public Integer fail() {
        return Work.fail(db);
    }
}
