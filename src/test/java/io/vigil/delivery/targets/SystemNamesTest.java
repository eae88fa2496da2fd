package io.vigil.delivery.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

class SystemNamesTest {

    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch silence = new CountDownLatch(1);
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final SystemNames names = new SystemNames(vertx, this::lookUp);

    @AfterEach
    void close() {
        silence.countDown();
        names.close();
        done(vertx.close());
    }

    @Test
    void silent_names_of_a_domain_leave_threads_for_the_others() {
        List<Future<List<InetAddress>>> silent = IntStream.range(0, 2 * SystemNames.THREADS)
                .mapToObj(i -> names.addresses("host" + i + ".silent.example")).toList();

        assertThat(done(names.addresses("push.example"))).containsExactly(InetAddress.getLoopbackAddress());
        assertThat(silent.stream().filter(Future::failed).count())
                .isEqualTo(2L * SystemNames.THREADS - SystemNames.OF_A_DOMAIN);
        assertThat(asked.keySet().stream().filter(name -> name.endsWith("silent.example")).count())
                .isLessThanOrEqualTo(SystemNames.OF_A_DOMAIN);
    }

    @Test
    void a_name_is_looked_up_once_for_all_who_ask_meanwhile_and_again_later() {
        List<Future<List<InetAddress>>> all = IntStream.range(0, 2 * SystemNames.THREADS)
                .mapToObj(i -> names.addresses("slow.silent.example")).toList();
        await().until(() -> asked.containsKey("slow.silent.example"));
        silence.countDown();

        all.forEach(one -> assertThat(done(one)).containsExactly(InetAddress.getLoopbackAddress()));
        assertThat(asked.get("slow.silent.example")).hasValue(1);
        done(names.addresses("slow.silent.example"));
        assertThat(asked.get("slow.silent.example")).hasValue(2);
    }

    private InetAddress[] lookUp(String host) {
        asked.computeIfAbsent(host, first -> new AtomicInteger()).incrementAndGet();
        if (host.endsWith("silent.example")) {
            try {
                silence.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return new InetAddress[] { InetAddress.getLoopbackAddress() };
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
