package io.vigil.delivery.targets;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;

import io.vertx.core.Future;

/** The system's names, and those of a test that lead where it says, each time elsewhere if it says so. */
@Alternative
@Priority(1)
@Singleton
public class TestNames implements NameResolver {

    private final SystemNames system;
    private final Map<String, Deque<List<InetAddress>>> scripted = new ConcurrentHashMap<>();
    private final Map<String, Runnable> meanwhile = new ConcurrentHashMap<>();

    TestNames(SystemNames system) {
        this.system = system;
    }

    /** The next time the name leads to these; the last such answer stays. */
    public TestNames then(String name, String... addresses) {
        scripted.computeIfAbsent(name, first -> new ArrayDeque<>())
                .add(Stream.of(addresses).map(ScriptedNames::literal).toList());
        return this;
    }

    /** What happens while the name is looked up, each time. */
    public TestNames meanwhile(String name, Runnable happens) {
        meanwhile.put(name, happens);
        return this;
    }

    /** No name is the test's any more. */
    public void reset() {
        scripted.clear();
        meanwhile.clear();
    }

    @Override
    public Future<List<InetAddress>> addresses(String host) {
        Deque<List<InetAddress>> left = scripted.get(host);
        if (left == null) {
            return system.addresses(host);
        }
        meanwhile.getOrDefault(host, () -> {
        }).run();
        synchronized (left) {
            return Future.succeededFuture(left.size() > 1 ? left.poll() : left.peek());
        }
    }
}
