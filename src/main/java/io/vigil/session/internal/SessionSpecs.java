package io.vigil.session.internal;

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

import jakarta.inject.Singleton;
import jakarta.interceptor.InvocationContext;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.smallrye.mutiny.Uni;
import io.vigil.session.SessionContext.SessionQuery;
import io.vigil.session.SessionException;
import io.vigil.session.SessionSpec;

/** Reads a method's annotation once, refuses methods whose answer would outlive the session, and opens its frame. */
@Singleton
class SessionSpecs {

    private final Map<Method, SessionSpec> known = new ConcurrentHashMap<>();

    Object open(InvocationContext invocation, Function<Method, SessionSpec> read) throws Exception {
        SessionSpec spec = known.computeIfAbsent(invocation.getMethod(), method -> {
            refuseOutliving(method);
            return read.apply(method);
        });
        SessionQuery<Object, Exception> work = db -> invocation.proceed();
        return SessionEngine.open(spec, work);
    }

    /** {@code CameraResource.list} is {@code camera.list}. */
    static String defaultName(Method method) {
        String type = method.getDeclaringClass().getSimpleName().replaceFirst("(Resource|Filter)$", "");
        return type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1) + "." + method.getName();
    }

    private static void refuseOutliving(Method method) {
        Class<?> type = method.getReturnType();
        for (Class<?> outliving : new Class<?>[] { Uni.class, Flow.Publisher.class, CompletionStage.class, Future.class,
                BaseStream.class, Iterator.class, PanacheEntityBase.class }) {
            if (outliving.isAssignableFrom(type)) {
                throw new SessionException.Refused("%s.%s returns %s, which would outlive its session; return a record"
                        .formatted(method.getDeclaringClass().getSimpleName(), method.getName(), type.getSimpleName()));
            }
        }
    }
}
