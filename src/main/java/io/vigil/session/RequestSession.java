package io.vigil.session;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;

/**
 * The request-scoped variant of {@link SessionScoped}: for REST resource methods, the auth look-up and the last-seen update.
 * <p>
 * The session ends when the method returns, before the answer is serialised: a failed commit is an error answer and never a
 * 200, and no connection is held while bytes go out. So the method returns records, never entities.
 *
 * <pre>
 * &#64;GET
 * &#64;RequestSession(readOnly = true)
 * public List&lt;CameraView&gt; list() {
 *     return Camera.byName().stream().map(CameraView::of).toList();
 * }
 * </pre>
 *
 * A resource method that waits for anything but the database has no session of its own: it reads in one, calls outside, and
 * writes in another.
 * <p>
 * For methods only; the interceptor itself is the one class that carries it.
 */
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.TYPE })
public @interface RequestSession {

    /** The session's name; empty means class and method: {@code ApiKeyResource.add} is {@code api-key.add}. */
    @Nonbinding
    String value() default "";

    /** Whether PostgreSQL is to refuse every write of this session (SQL state 25006). */
    @Nonbinding
    boolean readOnly() default false;

    /** How long the session may last. */
    @Nonbinding
    Budget budget() default Budget.REQUEST;
}
