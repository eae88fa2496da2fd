package io.vigil.session.build;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import jakarta.enterprise.lang.model.declarations.ClassInfo;
import jakarta.enterprise.lang.model.types.Type;

/** The classes that a type is made of: itself, its element, its arguments and bounds, and the components of records. */
final class InvolvedTypes {

    private final Map<String, ClassInfo> known = new LinkedHashMap<>();

    private InvolvedTypes() {
    }

    /** The first class in the type that is one of the named, or extends or implements one, or carries a mark. */
    static Optional<String> find(Type type, Set<String> names, Predicate<ClassInfo> marked) {
        InvolvedTypes involved = new InvolvedTypes();
        involved.add(type);
        return involved.known.values().stream().filter(candidate -> isOneOf(candidate, names, marked)).map(ClassInfo::name)
                .findFirst();
    }

    private void add(Type type) {
        switch (type.kind()) {
            case CLASS -> add(type.asClass().declaration());
            case ARRAY -> add(type.asArray().componentType());
            case PARAMETERIZED_TYPE -> {
                add(type.asParameterizedType().declaration());
                type.asParameterizedType().typeArguments().forEach(this::add);
            }
            case TYPE_VARIABLE -> type.asTypeVariable().bounds().forEach(this::addErased);
            case WILDCARD_TYPE -> {
                addBound(type.asWildcardType().upperBound());
                addBound(type.asWildcardType().lowerBound());
            }
            case VOID, PRIMITIVE -> {
                // Made of nothing else.
            }
        }
    }

    private void addBound(Type bound) {
        if (bound != null) {
            add(bound);
        }
    }

    /** Without arguments: the container cannot tell those of {@code T extends Comparable<T>}. */
    private void addErased(Type bound) {
        switch (bound.kind()) {
            case CLASS -> add(bound.asClass().declaration());
            case PARAMETERIZED_TYPE -> add(bound.asParameterizedType().declaration());
            default -> {
                // Another variable, whose own bounds are erased too.
                bound.asTypeVariable().bounds().forEach(this::addErased);
            }
        }
    }

    private void add(ClassInfo type) {
        if (known.putIfAbsent(type.name(), type) == null && type.isRecord()) {
            type.recordComponents().forEach(component -> add(component.type()));
        }
    }

    private static boolean isOneOf(ClassInfo type, Set<String> names, Predicate<ClassInfo> marked) {
        if (names.contains(type.name()) || marked.test(type)) {
            return true;
        }
        boolean inherits = type.superClass() != null && isOneOf(type.superClassDeclaration(), names, marked);
        return inherits || type.superInterfacesDeclarations().stream().anyMatch(parent -> isOneOf(parent, names, marked));
    }
}
