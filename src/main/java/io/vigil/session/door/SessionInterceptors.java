package io.vigil.session.door;

import java.lang.reflect.Method;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.BaseStream;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.smallrye.mutiny.Uni;
import io.vigil.session.Propagation;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionContext.SessionQuery;
import io.vigil.session.SessionException;
import io.vigil.session.SessionScoped;
import io.vigil.session.SessionSpec;
import io.vigil.session.internal.SessionEngine;

/**
 * The two annotated doors. Each reads a method's annotation once, refuses methods whose answer would outlive the session, and
 * opens its frame just outside where {@code @Transactional} would be.
 */
final class SessionInterceptors {

    private static final int PRIORITY = Interceptor.Priority.PLATFORM_BEFORE + 199;

    private static final Class<?>[] OUTLIVING = { Uni.class, Flow.Publisher.class, CompletionStage.class, Future.class,
            BaseStream.class, Iterator.class, PanacheEntityBase.class };

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
            String name = asked.value().isEmpty() ? defaultName(method) : asked.value();
            return new SessionSpec(name, Propagation.JOIN, asked.readOnly(), asked.budget());
        }

        /** {@code CameraResource.list} is {@code camera.list}. */
        private static String defaultName(Method method) {
            String type = method.getDeclaringClass().getSimpleName().replaceFirst("(Resource|Filter)$", "");
            return type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1) + "." + method.getName();
        }
    }

    private static Object open(Map<Method, SessionSpec> known, Function<Method, SessionSpec> read, InvocationContext invocation)
            throws Exception {
        SessionSpec spec = known.computeIfAbsent(invocation.getMethod(), method -> {
            refuseOutliving(method);
            return read.apply(method);
        });
        SessionQuery<Object, Exception> work = db -> invocation.proceed();
        return SessionEngine.open(spec, work);
    }

    private static void refuseOutliving(Method method) {
        for (Class<?> outliving : OUTLIVING) {
            if (outliving.isAssignableFrom(method.getReturnType())) {
                throw new SessionException.Refused(
                        "%s.%s returns %s, which would outlive its session; return a record".formatted(
                                method.getDeclaringClass().getSimpleName(), method.getName(),
                                method.getReturnType().getSimpleName()));
            }
        }
    }
}
