package io.vigil.protect.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vigil.protect.client.Answers;
import io.vigil.protect.client.ControllerException.Kind;

class QuotaTest {

    private final Vertx vertx = Vertx.vertx();
    /** Nobody waits, so that all is decided at once. */
    private final Quota quota = new Quota(vertx, Duration.ZERO);
    private final Context loop = vertx.getOrCreateContext();

    @AfterEach
    void stop() {
        onLoop(() -> {
            quota.close();
            return true;
        });
        Answers.of(vertx.close());
    }

    @Test
    void eight_in_a_second_until_the_controller_says_more() {
        assertThat(onLoop(() -> turns(20))).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "10;w=1|8", "\"default\";q=10;w=1|8", "5;w=1|4", "100;w=60|80", "1;w=1|1",
            "nonsense|8", "20; w=1, 1000; w=3600|16", "w=1|8" })
    void four_fifths_of_what_it_announces(String policy, int most) {
        assertThat(onLoop(() -> {
            quota.heed(200, MultiMap.caseInsensitiveMultiMap().add("RateLimit-Policy", policy));
            return turns(200);
        })).isEqualTo(most);
    }

    @Test
    void none_before_the_time_that_it_names() {
        Future<Object> refused = onLoop(() -> {
            quota.heed(429, MultiMap.caseInsensitiveMultiMap().add("Retry-After", "7"));
            return quota.within(Future::succeededFuture);
        });

        assertThat(Answers.failure(refused)).satisfies(failure -> {
            assertThat(failure.kind()).isEqualTo(Kind.LIMITED);
            assertThat(failure.retryAfter()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(7));
        });
    }

    @Test
    void who_looks_on_leaves_turns_to_others_and_never_waits() {
        AtomicInteger previews = new AtomicInteger();
        AtomicInteger others = new AtomicInteger();

        Future<Integer> late = onLoop(() -> {
            for (int i = 0; i < 20; i++) {
                quota.ifFree(() -> Future.succeededFuture(previews.incrementAndGet()));
            }
            others.set(turns(20));
            return quota.ifFree(() -> Future.succeededFuture(previews.incrementAndGet()));
        });

        assertThat(previews).hasValue(6);
        assertThat(others).hasValue(2);
        assertThat(Answers.failure(late).kind()).isEqualTo(Kind.LIMITED);
    }

    @Test
    void handshakes_go_before_all_who_wait() {
        Quota patient = new Quota(vertx, Duration.ofMinutes(1));
        List<String> made = new CopyOnWriteArrayList<>();
        Promise<Void> busy = Promise.promise();
        List<Future<Boolean>> asked = new ArrayList<>();

        boolean isWaiting = onLoop(() -> {
            patient.heed(200, MultiMap.caseInsensitiveMultiMap().add("RateLimit-Policy", "1;w=1"));
            patient.within(busy::future);
            asked.add(patient.within(() -> Future.succeededFuture(made.add("question"))));
            asked.add(patient.first(() -> Future.succeededFuture(made.add("handshake"))));
            return made.isEmpty();
        });
        onLoop(() -> busy.tryComplete());
        asked.forEach(Answers::of);

        assertThat(isWaiting).isTrue();
        assertThat(made).containsExactly("handshake", "question");
    }

    private <T> T onLoop(Supplier<T> deed) {
        Promise<T> done = Promise.promise();
        loop.runOnContext(now -> done.complete(deed.get()));
        return Answers.of(done.future());
    }

    private int turns(int asked) {
        AtomicInteger made = new AtomicInteger();
        for (int i = 0; i < asked; i++) {
            quota.within(() -> {
                made.incrementAndGet();
                return Future.succeededFuture();
            });
        }
        return made.get();
    }
}
