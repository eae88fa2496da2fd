package io.vigil.house;

import java.util.Map;
import java.util.Set;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** Which feature may use which: all may use session, web and settings, and only these arrows besides. */
final class Arrows extends ArchCondition<JavaClass> {

    private static final String ROOT = "io.vigil";
    private static final Set<String> SHARED = Set.of("session", "web", "settings");

    private static final Map<String, Set<String>> USES = Map.ofEntries(
            Map.entry("", Set.of()),
            Map.entry("session", Set.of()),
            Map.entry("web", Set.of("session")),
            Map.entry("settings", Set.of("session", "web")),
            Map.entry("access", SHARED),
            Map.entry("camera", SHARED),
            Map.entry("media", SHARED),
            Map.entry("ai", SHARED),
            Map.entry("event", Set.of("session", "web", "settings", "camera", "media", "ai")),
            Map.entry("protect", Set.of("session", "web", "settings", "camera", "event", "media")),
            Map.entry("delivery", Set.of("session", "web", "settings", "event", "access")),
            Map.entry("summary", Set.of("session", "web", "settings", "event", "ai", "delivery")),
            Map.entry("system", Set.of("session", "web", "settings", "access", "camera", "media", "ai", "event", "protect",
                    "delivery", "summary")));

    Arrows() {
        super("use only the features that theirs may use");
    }

    @Override
    public void check(JavaClass user, ConditionEvents events) {
        String from = feature(user);
        if (from == null) {
            return;
        }
        if (!USES.containsKey(from)) {
            events.add(SimpleConditionEvent.violated(user, user.getName() + " is in no feature that the arrows know"));
            return;
        }
        for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
            String to = feature(dependency.getTargetClass());
            if (to != null && !to.equals(from) && !USES.get(from).contains(to)) {
                events.add(SimpleConditionEvent.violated(dependency,
                        "'" + from + "' may not use '" + to + "': " + dependency.getDescription()));
            }
        }
    }

    /** The first package below the root; empty for the root itself, null for what is not ours. */
    private static String feature(JavaClass type) {
        String name = type.getPackageName();
        if (name.equals(ROOT)) {
            return "";
        }
        return name.startsWith(ROOT + ".") ? name.substring(ROOT.length() + 1).split("\\.")[0] : null;
    }
}
