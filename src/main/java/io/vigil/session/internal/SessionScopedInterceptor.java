package io.vigil.session.internal;

import java.lang.reflect.Method;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;

import io.vigil.session.SessionScoped;
import io.vigil.session.SessionSpec;

/** The door of {@link SessionScoped}; just outside where {@code @Transactional} would be. */
@SessionScoped("")
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE + 199)
class SessionScopedInterceptor {

    private final SessionSpecs specs;

    SessionScopedInterceptor(SessionSpecs specs) {
        this.specs = specs;
    }

    @AroundInvoke
    Object open(InvocationContext invocation) throws Exception {
        return specs.open(invocation, SessionScopedInterceptor::read);
    }

    private static SessionSpec read(Method method) {
        SessionScoped asked = method.getAnnotation(SessionScoped.class);
        return new SessionSpec(asked.value(), asked.propagation(), asked.readOnly(), asked.budget());
    }
}
