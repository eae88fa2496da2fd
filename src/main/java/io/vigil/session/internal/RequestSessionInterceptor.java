package io.vigil.session.internal;

import java.lang.reflect.Method;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;

import io.vigil.session.Propagation;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionSpec;

/** The door of {@link RequestSession}; just outside where {@code @Transactional} would be. */
@RequestSession
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE + 199)
class RequestSessionInterceptor {

    private final SessionSpecs specs;

    RequestSessionInterceptor(SessionSpecs specs) {
        this.specs = specs;
    }

    @AroundInvoke
    Object open(InvocationContext invocation) throws Exception {
        return specs.open(invocation, RequestSessionInterceptor::read);
    }

    private static SessionSpec read(Method method) {
        RequestSession asked = method.getAnnotation(RequestSession.class);
        String name = asked.value().isEmpty() ? SessionSpecs.defaultName(method) : asked.value();
        return new SessionSpec(name, Propagation.JOIN, asked.readOnly(), asked.budget());
    }
}
