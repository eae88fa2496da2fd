package io.vigil.house;

import java.util.List;

import jakarta.inject.Inject;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaParameter;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** A session is had as a parameter, for as long as the call lasts: no field, no constructor, no injected method takes one. */
final class KeepNoSession extends ArchCondition<JavaClass> {

    private static final List<String> SESSIONS = List.of("jakarta.persistence.EntityManager", "org.hibernate.StatelessSession",
            "jakarta.persistence.EntityManagerFactory", "javax.sql.DataSource", "java.sql.Connection",
            "jakarta.transaction.TransactionManager", "jakarta.transaction.UserTransaction");

    KeepNoSession() {
        super("keep no session and have none injected");
    }

    @Override
    public void check(JavaClass owner, ConditionEvents events) {
        for (JavaField field : owner.getFields()) {
            refuse(field.getType(), "field " + field.getFullName(), field, events);
        }
        owner.getConstructors().forEach(constructor -> refuseParameters(constructor, events));
        for (JavaMethod method : owner.getMethods()) {
            if (method.isAnnotatedWith(Inject.class)) {
                refuseParameters(method, events);
            }
        }
    }

    private static void refuseParameters(JavaCodeUnit unit, ConditionEvents events) {
        for (JavaParameter parameter : unit.getParameters()) {
            refuse(parameter.getType(), "parameter " + parameter.getIndex() + " of " + unit.getFullName(), unit, events);
        }
    }

    private static void refuse(JavaType type, String where, Object place, ConditionEvents events) {
        for (JavaClass raw : type.getAllInvolvedRawTypes()) {
            if (SESSIONS.stream().anyMatch(raw::isAssignableTo)) {
                events.add(SimpleConditionEvent.violated(place, where + " keeps a " + raw.getName()));
            }
        }
    }
}
