package io.vigil.session.door;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;

import io.vigil.session.Propagation;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionContext.SessionQuery;
import io.vigil.session.SessionScoped;
import io.vigil.session.SessionSpec;
import io.vigil.session.build.SessionNames;
import io.vigil.session.internal.SessionEngine;

/**
 * The two annotated doors. Each reads a method's annotation once and opens its frame just outside where
 * {@code @Transactional} would be. What may carry them is checked by the build.
 */
final class SessionInterceptors {

    private static final int PRIORITY = Interceptor.Priority.PLATFORM_BEFORE + 199;

    private SessionInterceptors() {
    }

    @SessionScoped("")
    @Interceptor
    @Priority(PRIORITY)
    static class Scoped {

        private final Map<Method, SessionSpec> known = new ConcurrentHashMap<>();

        @AroundInvoke
        Object open(InvocationContext invocation) throws Exception {
            return SessionInterceptors.open(known, Scoped::read, invocation);
        }

        private static SessionSpec read(Method method) {
            SessionScoped asked = method.getAnnotation(SessionScoped.class);
            return new SessionSpec(asked.value(), asked.propagation(), asked.readOnly(), asked.budget());
        }
    }

    @RequestSession
    @Interceptor
    @Priority(PRIORITY)
    static class Request {

        private final Map<Method, SessionSpec> known = new ConcurrentHashMap<>();

        @AroundInvoke
        Object open(InvocationContext invocation) throws Exception {
            return SessionInterceptors.open(known, Request::read, invocation);
        }

        private static SessionSpec read(Method method) {
            RequestSession asked = method.getAnnotation(RequestSession.class);
            String name = asked.value().isEmpty()
                    ? SessionNames.ofMethod(method.getDeclaringClass().getSimpleName(), method.getName())
                    : asked.value();
            return new SessionSpec(name, Propagation.JOIN, asked.readOnly(), asked.budget());
        }
    }

    private static Object open(Map<Method, SessionSpec> known, Function<Method, SessionSpec> read, InvocationContext invocation)
            throws Exception {
        SessionSpec spec = known.computeIfAbsent(invocation.getMethod(), read);
        SessionQuery<Object, Exception> work = db -> invocation.proceed();
        return SessionEngine.open(spec, work);
    }
}
