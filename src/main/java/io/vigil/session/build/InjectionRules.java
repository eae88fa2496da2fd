package io.vigil.session.build;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import jakarta.enterprise.inject.build.compatible.spi.BeanInfo;
import jakarta.enterprise.inject.build.compatible.spi.InjectionPointInfo;
import jakarta.enterprise.inject.build.compatible.spi.ObserverInfo;
import jakarta.enterprise.lang.model.declarations.ClassInfo;
import jakarta.enterprise.lang.model.declarations.DeclarationInfo;
import jakarta.enterprise.lang.model.declarations.MethodInfo;
import jakarta.enterprise.lang.model.declarations.ParameterInfo;
import jakarta.enterprise.lang.model.types.Type;

/** Nobody is given a session, a pool or a transaction by the container, also not by way of {@code Instance}. */
final class InjectionRules {

    private static final Set<String> SESSIONS = Set.of("jakarta.persistence.EntityManager",
            "jakarta.persistence.EntityManagerFactory", "org.hibernate.SharedSessionContract", "javax.sql.DataSource",
            "java.sql.Connection", "jakarta.transaction.UserTransaction", "jakarta.transaction.TransactionManager",
            "jakarta.transaction.TransactionSynchronizationRegistry");

    private final List<String> findings = new ArrayList<>();

    List<String> findings() {
        return findings;
    }

    void look(BeanInfo bean) {
        for (InjectionPointInfo point : bean.injectionPoints()) {
            refuse(point.type(), point.declaration(), bean.declaringClass());
        }
    }

    void look(ObserverInfo observer) {
        for (ParameterInfo parameter : observer.observerMethod().parameters()) {
            refuse(parameter.type(), parameter, observer.declaringClass());
        }
    }

    private void refuse(Type type, DeclarationInfo place, ClassInfo bean) {
        InvolvedTypes.find(type, SESSIONS, other -> false).ifPresent(session -> findings
                .add(SessionRule.INJECTS_NO_SESSION.broken(bean.name() + "." + name(place), "has a " + session + " injected")));
    }

    private static String name(DeclarationInfo place) {
        if (place.isField()) {
            return place.asField().name();
        }
        MethodInfo method = place.asParameter().declaringMethod();
        return method.isConstructor() ? "<init>" : method.name();
    }
}
