package io.vigil.session.build;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import jakarta.enterprise.inject.build.compatible.spi.BeanInfo;
import jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension;
import jakarta.enterprise.inject.build.compatible.spi.Enhancement;
import jakarta.enterprise.inject.build.compatible.spi.Messages;
import jakarta.enterprise.inject.build.compatible.spi.ObserverInfo;
import jakarta.enterprise.inject.build.compatible.spi.Registration;
import jakarta.enterprise.inject.build.compatible.spi.Synthesis;
import jakarta.enterprise.lang.model.declarations.ClassInfo;

/**
 * Fails the build, with all findings at once, if a session would be opened wrongly. The container calls its methods in the
 * order of its phases: all classes, all beans and observers, then once the end.
 */
public class SessionNet implements BuildCompatibleExtension {

    private static final String HOUSE = "io.vigil.";
    private static final String SESSIONS = "io.vigil.session.";
    private static final String TEST_ANNOTATIONS = "io.quarkus.test.";

    private final DoorRules doors = new DoorRules();
    private final InjectionRules injections = new InjectionRules();
    private final Set<String> beans = new TreeSet<>();

    /**
     * Every class, bean or not. Classes that extend one of a library are seen only as beans: what else they might be opens
     * nothing, and their queries are refused when they run.
     */
    @Enhancement(types = { Object.class, Record.class, Enum.class }, withSubtypes = true)
    public void look(ClassInfo type) {
        if (type.name().startsWith(HOUSE)) {
            doors.look(type);
        }
    }

    /** Every bean. */
    @Registration(types = Object.class)
    public void look(BeanInfo bean) {
        if (bean.isSynthetic() || !bean.declaringClass().name().startsWith(HOUSE)) {
            return;
        }
        if (bean.isClassBean()) {
            doors.look(bean.declaringClass());
            addWithParents(bean.declaringClass());
        }
        if (mayHaveNoSession(bean.declaringClass())) {
            injections.look(bean);
        }
    }

    /** Every observer: its parameters are injected too. */
    @Registration(types = Object.class)
    public void look(ObserverInfo observer) {
        if (!observer.isSynthetic() && mayHaveNoSession(observer.declaringClass())) {
            injections.look(observer);
        }
    }

    /** Called once, after all the others: logs the findings, and the build fails with them if with nothing else before. */
    @Synthesis
    public void refuse(Messages build) {
        List<String> findings = new ArrayList<>(doors.findings(beans));
        findings.addAll(injections.findings());
        if (!findings.isEmpty()) {
            build.error("The rules of io.vigil.session are broken:\n  " + String.join("\n  ", findings));
        }
    }

    private void addWithParents(ClassInfo type) {
        if (type.name().startsWith(HOUSE) && beans.add(type.name())) {
            addWithParents(type.superClassDeclaration());
        }
    }

    /** All but the session package itself and the tests, which look at the pool from outside; no application has theirs. */
    private static boolean mayHaveNoSession(ClassInfo type) {
        return type.name().startsWith(HOUSE) && !type.name().startsWith(SESSIONS)
                && type.annotations().stream().noneMatch(annotation -> annotation.name().startsWith(TEST_ANNOTATIONS));
    }
}
