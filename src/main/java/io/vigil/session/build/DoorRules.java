package io.vigil.session.build;

import java.lang.annotation.Annotation;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import jakarta.enterprise.lang.model.AnnotationInfo;
import jakarta.enterprise.lang.model.declarations.ClassInfo;
import jakarta.enterprise.lang.model.declarations.DeclarationInfo;
import jakarta.enterprise.lang.model.declarations.FieldInfo;
import jakarta.enterprise.lang.model.declarations.MethodInfo;
import jakarta.interceptor.Interceptor;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.MappedSuperclass;
import jakarta.transaction.Transactional;

import io.vigil.session.RequestSession;
import io.vigil.session.SessionScoped;

/** The annotated doors of the application, and what is wrong with them. */
final class DoorRules {

    private static final Set<String> OUTLIVING = Set.of("io.smallrye.mutiny.Uni", "io.smallrye.mutiny.Multi",
            "java.util.concurrent.CompletionStage", "java.util.concurrent.Future", "java.util.concurrent.Flow$Publisher",
            "org.reactivestreams.Publisher", "java.util.stream.BaseStream", "java.util.Iterator", "java.util.Spliterator",
            "java.util.function.Supplier", "java.util.concurrent.Callable", "jakarta.ws.rs.core.StreamingOutput",
            "io.quarkus.hibernate.orm.panache.PanacheEntityBase", "io.quarkus.hibernate.orm.panache.PanacheQuery",
            "jakarta.persistence.Query", "jakarta.persistence.EntityManager", "org.hibernate.query.CommonQueryContract",
            "org.hibernate.ScrollableResults");

    private static final List<Class<? extends Annotation>> DOORS = List.of(SessionScoped.class, RequestSession.class);

    private final Set<String> seen = new HashSet<>();
    private final List<String> findings = new ArrayList<>();
    private final Map<String, List<String>> placesByName = new TreeMap<>();
    private final Map<String, List<String>> placesByType = new TreeMap<>();

    /** Looks, once, at what this class declares, not at what it inherits. */
    void look(ClassInfo type) {
        if (!seen.add(type.name())) {
            return;
        }
        refuseForeign(type, type.name());
        for (Class<? extends Annotation> door : DOORS) {
            if (type.hasAnnotation(door) && !type.hasAnnotation(Interceptor.class)) {
                findings.add(SessionRule.IS_ON_A_METHOD.broken(type.name(), "is a class with @" + door.getSimpleName()));
            }
        }
        for (FieldInfo field : type.fields()) {
            if (field.declaringClass().name().equals(type.name())) {
                refuseForeign(field, type.name() + "." + field.name());
            }
        }
        for (MethodInfo method : type.methods()) {
            if (method.declaringClass().name().equals(type.name())) {
                look(type, method);
            }
        }
    }

    /** What is wrong, once all classes were looked at; these are the beans among them. */
    List<String> findings(Set<String> beans) {
        List<String> all = new ArrayList<>(findings);
        placesByType.forEach((type, places) -> {
            if (!beans.contains(type)) {
                places.forEach(place -> all.add(
                        SessionRule.IS_ON_A_BEAN.broken(place, "has a session annotation, but its class is no bean")));
            }
        });
        placesByName.forEach((name, places) -> {
            if (places.size() > 1) {
                all.add(SessionRule.HAS_A_NAME_OF_ITS_OWN.broken(String.join(" and ", places),
                        "are all called '" + name + "'"));
            }
        });
        return all;
    }

    private void look(ClassInfo type, MethodInfo method) {
        String place = type.name() + "." + method.name();
        refuseForeign(method, place);
        if (method.hasAnnotation(SessionScoped.class)) {
            look(type, method, place, method.annotation(SessionScoped.class).value().asString());
        }
        if (method.hasAnnotation(RequestSession.class)) {
            AnnotationInfo asked = method.annotation(RequestSession.class);
            String name = asked.hasValue() ? asked.value().asString() : "";
            look(type, method, place, name.isEmpty() ? SessionNames.ofMethod(type.simpleName(), method.name()) : name);
        }
    }

    private void look(ClassInfo type, MethodInfo method, String place, String name) {
        placesByType.computeIfAbsent(type.name(), unknown -> new ArrayList<>()).add(place);
        placesByName.computeIfAbsent(name, unknown -> new ArrayList<>()).add(place);
        if (!SessionNames.isProper(name)) {
            findings.add(SessionRule.HAS_A_PROPER_NAME.broken(place, "calls its session '" + name + "'"));
        }
        int unusual = method.modifiers() & (Modifier.PRIVATE | Modifier.STATIC | Modifier.FINAL);
        if (unusual != 0) {
            findings.add(SessionRule.CAN_BE_INTERCEPTED.broken(place,
                    "is " + Modifier.toString(unusual) + ", so that no session would be opened"));
        }
        Optional<String> outliving = InvolvedTypes.find(method.returnType(), OUTLIVING, DoorRules::isStored);
        if (outliving.isPresent()) {
            findings.add(SessionRule.ANSWERS_VALUES.broken(place,
                    "answers a " + outliving.get() + ", which would outlive its session"));
        }
    }

    private void refuseForeign(DeclarationInfo declaration, String place) {
        if (declaration.hasAnnotation(jakarta.enterprise.context.SessionScoped.class)) {
            findings.add(SessionRule.IS_NOT_CDIS_SCOPE.broken(place, "has CDI's @SessionScoped, which opens nothing"));
        }
        if (declaration.hasAnnotation(Transactional.class)) {
            findings.add(SessionRule.IS_NOT_TRANSACTIONAL.broken(place, "is @Transactional, which is no session"));
        }
    }

    private static boolean isStored(ClassInfo type) {
        return type.hasAnnotation(Entity.class) || type.hasAnnotation(MappedSuperclass.class)
                || type.hasAnnotation(Embeddable.class) && !type.isRecord();
    }
}
