package io.vigil.house;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** What lies in a folder {@code internal} is used by the feature that it belongs to and by no other. */
final class KeepToOwnInternals extends ArchCondition<JavaClass> {

    private static final Pattern INTERNAL = Pattern.compile("(io\\.vigil\\.\\w+)\\.(\\w+\\.)*internal(\\..*)?");

    KeepToOwnInternals() {
        super("use no other feature's internal folders");
    }

    @Override
    public void check(JavaClass user, ConditionEvents events) {
        for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
            Matcher used = INTERNAL.matcher(dependency.getTargetClass().getPackageName());
            if (used.matches() && !(user.getPackageName() + ".").startsWith(used.group(1) + ".")) {
                events.add(SimpleConditionEvent.violated(dependency,
                        used.group(1) + " keeps that to itself: " + dependency.getDescription()));
            }
        }
    }
}
