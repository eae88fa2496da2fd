package io.vigil.house;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.MappedSuperclass;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/**
 * What a session method answers must not live on its session: no promise, no stream, no entity, also not inside another type.
 */
final class AnswerValues extends ArchCondition<JavaMethod> {

    private static final List<String> OUTLIVING = List.of("io.smallrye.mutiny.Uni", "io.smallrye.mutiny.Multi",
            "java.util.concurrent.CompletionStage", "java.util.concurrent.Future", "java.util.concurrent.Flow$Publisher",
            "org.reactivestreams.Publisher", "java.util.stream.BaseStream", "java.util.Iterator", "java.util.Spliterator",
            "java.util.function.Supplier", "java.util.concurrent.Callable", "jakarta.ws.rs.core.StreamingOutput",
            "io.quarkus.hibernate.orm.panache.PanacheEntityBase", "io.quarkus.hibernate.orm.panache.PanacheQuery",
            "jakarta.persistence.Query", "jakarta.persistence.EntityManager", "org.hibernate.query.CommonQueryContract",
            "org.hibernate.ScrollableResults");

    AnswerValues() {
        super("answer values that do not live on their session");
    }

    @Override
    public void check(JavaMethod method, ConditionEvents events) {
        for (JavaClass type : involved(method.getReturnType(), new HashSet<>())) {
            if (outlives(type)) {
                events.add(SimpleConditionEvent.violated(method,
                        method.getFullName() + " answers a " + type.getName() + ", which would outlive its session"));
            }
        }
    }

    /** The type, its type arguments, and what the records among them are made of. */
    private static Set<JavaClass> involved(JavaType type, Set<JavaClass> known) {
        for (JavaClass raw : type.getAllInvolvedRawTypes()) {
            JavaClass element = raw.getBaseComponentType();
            if (known.add(element) && element.isRecord()) {
                for (JavaField component : element.getFields()) {
                    involved(component.getType(), known);
                }
            }
        }
        return known;
    }

    private static boolean outlives(JavaClass type) {
        return OUTLIVING.stream().anyMatch(type::isAssignableTo) || type.isAnnotatedWith(Entity.class)
                || type.isAnnotatedWith(MappedSuperclass.class) || type.isAnnotatedWith(Embeddable.class) && !type.isRecord();
    }
}
