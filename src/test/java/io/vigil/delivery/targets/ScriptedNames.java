package io.vigil.delivery.targets;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.netty.util.NetUtil;
import io.vertx.core.Future;

/** Names that lead where the test says, each time elsewhere if it says so; what is no name of these is the system's. */
class ScriptedNames implements NameResolver {

    private final Map<String, Deque<List<InetAddress>>> answers = new HashMap<>();
    private final AtomicInteger asked = new AtomicInteger();

    /** The next time the name leads to these; the last such answer stays. */
    ScriptedNames then(String name, String... addresses) {
        answers.computeIfAbsent(name, first -> new ArrayDeque<>())
                .add(Stream.of(addresses).map(address -> named(name, address)).toList());
        return this;
    }

    /** How often a scripted name was asked for. */
    int asked() {
        return asked.get();
    }

    @Override
    public synchronized Future<List<InetAddress>> addresses(String host) {
        Deque<List<InetAddress>> left = answers.get(host);
        if (left != null) {
            asked.incrementAndGet();
            return Future.succeededFuture(left.size() > 1 ? left.poll() : left.peek());
        }
        try {
            return Future.succeededFuture(List.of(InetAddress.getAllByName(host)));
        } catch (UnknownHostException e) {
            return Future.failedFuture(e);
        }
    }

    static InetAddress literal(String text) {
        return named(null, text);
    }

    /** As a look-up answers: it knows its name. */
    private static InetAddress named(String name, String text) {
        try {
            return InetAddress.getByAddress(name, NetUtil.createByteArrayFromIpAddressString(text));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(text, e);
        }
    }
}
