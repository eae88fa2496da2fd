package io.vigil.protect.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
