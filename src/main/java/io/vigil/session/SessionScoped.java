package io.vigil.session;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;

/**
 * Runs the method of a CDI bean in a database session: commit on success, roll back on any Throwable, close always.
 *
 * <pre>
 * &#64;SessionScoped("settings.write")
 * public void write(String key, String value) {
 *     Setting.put(key, value);
 * }
 * </pre>
 *
 * Not to be mistaken for {@code jakarta.enterprise.context.SessionScoped}, which compiles on a method and opens nothing; the
 * build refuses that one everywhere. A method of this kind takes and returns ids, records and simple values, never an entity,
 * a stream or a promise.
 * <p>
 * For methods only; the interceptor itself is the one class that carries it.
 */
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.TYPE })
public @interface SessionScoped {

    /** The session's name: {@code feature.deed}, constant, unique. It labels metrics, live frames and errors. */
    @Nonbinding
    String value();

    /** What to do when a session is already open on this thread. */
    @Nonbinding
    Propagation propagation() default Propagation.JOIN;

    /** Whether PostgreSQL is to refuse every write of this session (SQL state 25006). */
    @Nonbinding
    boolean readOnly() default false;

    /** How long the session may last. */
    @Nonbinding
    Budget budget() default Budget.REQUEST;
}
