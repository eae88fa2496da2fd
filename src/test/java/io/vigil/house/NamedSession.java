package io.vigil.house;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

import io.vigil.session.Budget;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionScoped;
import io.vigil.session.build.SessionNames;

/**
 * A place that opens a session, or does something after one, under a name.
 *
 * @param name null if the place does not fix it
 * @param door how it is opened
 * @param place class and method
 * @param readOnly whether it may not write
 * @param budget how long it may last
 */
record NamedSession(String name, String door, String place, boolean readOnly, String budget) {

    static final String NO_CONSTANT = "a name that is no constant";
    static final String NOT_PROPER = "a name that is not feature.deed";
    static final String SHARED = "share the name";

    private static final String SESSION_PACKAGE = "io.vigil.session.";

    /** All of the application in that folder: calls and annotations. */
    static List<NamedSession> in(Path classes) throws IOException {
        List<NamedSession> all = new ArrayList<>(SessionCalls.in(classes));
        for (ClassNode type : SessionCalls.read(classes)) {
            for (MethodNode method : type.methods) {
                if (method.visibleAnnotations != null) {
                    method.visibleAnnotations.forEach(annotation -> annotated(all, type, method, annotation));
                }
            }
        }
        return all;
    }

    /** What is wrong with the names of these places. The doors themselves pass names on. */
    static List<String> findings(List<NamedSession> all) {
        List<String> findings = new ArrayList<>();
        Map<String, List<String>> places = new TreeMap<>();
        for (NamedSession one : all) {
            String meaning = SessionCalls.parameters().get(one.door.substring(one.door.indexOf('.') + 1));
            if ("reason".equals(meaning) || one.name == null && one.place.startsWith(SESSION_PACKAGE)) {
                continue;
            }
            if (one.name == null) {
                findings.add(one.place + " gives " + one.door + " " + NO_CONSTANT);
            } else if (!"client".equals(meaning)) {
                places.computeIfAbsent(one.name, unknown -> new ArrayList<>()).add(one.place);
                if (!SessionNames.isProper(one.name)) {
                    findings.add(one.place + " gives " + one.door + " " + NOT_PROPER + ": " + one.name);
                }
            }
        }
        places.forEach((name, users) -> {
            if (users.size() > 1) {
                findings.add(String.join(" and ", users) + " " + SHARED + " " + name);
            }
        });
        return findings;
    }

    /** One line for each session, by name. */
    static List<String> catalogue(List<NamedSession> all) {
        return all.stream().filter(one -> one.name != null && one.opens()).sorted((a, b) -> a.name.compareTo(b.name))
                .map(one -> "%-28s %-22s %-10s %-10s %s".formatted(one.name, one.door,
                        one.readOnly ? "read-only" : "writes", one.budget.toLowerCase(Locale.ROOT),
                        one.place))
                .toList();
    }

    private boolean opens() {
        return !List.of("SessionContext.afterCommit", "SessionContext.requireNone", "SessionContext.rollback").contains(door);
    }

    private static void annotated(List<NamedSession> all, ClassNode type, MethodNode method, AnnotationNode annotation) {
        boolean request = annotation.desc.equals(Type.getDescriptor(RequestSession.class));
        if (!request && !annotation.desc.equals(Type.getDescriptor(SessionScoped.class))) {
            return;
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; annotation.values != null && i < annotation.values.size(); i += 2) {
            values.put((String) annotation.values.get(i), annotation.values.get(i + 1));
        }
        String typeName = type.name.replace('/', '.');
        String name = (String) values.getOrDefault("value", "");
        if (name.isEmpty()) {
            name = SessionNames.ofMethod(typeName.replaceAll(".*[.$]", ""), method.name);
        }
        all.add(new NamedSession(name, request ? "@RequestSession" : "@SessionScoped", typeName + "." + method.name,
                Boolean.TRUE.equals(values.get("readOnly")),
                values.get("budget") instanceof String[] budget ? budget[1] : Budget.REQUEST.name()));
    }
}
