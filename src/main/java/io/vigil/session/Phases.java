package io.vigil.session;

import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAmount;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.hibernate.Session;
import org.hibernate.collection.spi.PersistentCollection;

import io.vigil.session.SessionContext.SessionQuery;

/**
 * Slow work in the only order that holds no connection meanwhile: read in one session, act outside any, write in another. Each
 * step runs at once; {@link SessionContext#phases} has an example. Between the steps the world goes on, so that the write is
 * guarded by the state that was read.
 * <p>
 * What crosses from step to step is checked: records and simple values, and collections of them. An entity is refused, because
 * outside its session it is neither current nor watched.
 */
public final class Phases {

    private static final Set<Class<?>> SIMPLE = Set.of(CharSequence.class, Number.class, Boolean.class, Character.class,
            UUID.class, Temporal.class, TemporalAmount.class, ZoneId.class, URI.class, Path.class);

    private final String name;
    private final Budget budget;

    Phases(String name, Budget budget) {
        this.name = name;
        this.budget = budget;
    }

    /** A step outside any session. */
    @FunctionalInterface
    public interface Outside<T, U, X extends Throwable> {
        U act(T given) throws X;
    }

    /** The step that writes. */
    @FunctionalInterface
    public interface Write<T, U, X extends Throwable> {
        U write(Session db, T given) throws X;
    }

    /** Limits how long each of the two sessions may last. */
    public Phases within(Budget limit) {
        return new Phases(name, limit);
    }

    /**
     * Reads in a read-only session, named as these phases with {@code -read} behind.
     *
     * @throws SessionException.Refused if the answer is more than records and simple values
     */
    public <T, X extends Throwable> Given<T> read(SessionQuery<T, X> work) throws X {
        return new Given<>(SessionContext.session(name + "-read").rootOnly().asReadOnly().within(budget).call(work));
    }

    /** What one step has handed to the next. */
    public final class Given<T> {

        private final T value;

        private Given(T value) {
            requirePlain(value);
            this.value = value;
        }

        /** Acts on it while no session is open. */
        public <U, X extends Throwable> Given<U> outside(Outside<? super T, U, X> work) throws X {
            SessionContext.requireNone(name);
            return new Given<>(work.act(value));
        }

        /** Writes in a session of its own, named as these phases with {@code -write} behind, and answers after its commit. */
        public <U, X extends Throwable> U write(Write<? super T, U, X> work) throws X {
            SessionSpec spec = SessionContext.session(name + "-write").rootOnly().within(budget);
            return spec.<U, X> call(db -> work.write(db, value));
        }
    }

    private void requirePlain(Object value) {
        if (value == null || isSimple(value.getClass())) {
            return;
        }
        if (value instanceof PersistentCollection) {
            throw refused(value);
        } else if (value instanceof Optional<?> optional) {
            optional.ifPresent(this::requirePlain);
        } else if (value instanceof Collection<?> collection) {
            collection.forEach(this::requirePlain);
        } else if (value instanceof Map<?, ?> map) {
            map.keySet().forEach(this::requirePlain);
            map.values().forEach(this::requirePlain);
        } else if (value instanceof Record) {
            components(value);
        } else {
            throw refused(value);
        }
    }

    private void components(Object value) {
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                requirePlain(component.getAccessor().invoke(value));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("Record " + value.getClass().getName() + " cannot be read", e);
            }
        }
    }

    /** Values of the platform that hold nothing else: numbers, texts, ids, times, paths; and arrays of primitives. */
    private static boolean isSimple(Class<?> type) {
        return Enum.class.isAssignableFrom(type) || type.isArray() && type.getComponentType().isPrimitive()
                || SIMPLE.stream().anyMatch(simple -> simple.isAssignableFrom(type));
    }

    private SessionException.Refused refused(Object value) {
        return new SessionException.Refused("'%s' hands a %s from one step to the next; only records and simple values cross"
                .formatted(name, value.getClass().getName()));
    }
}
