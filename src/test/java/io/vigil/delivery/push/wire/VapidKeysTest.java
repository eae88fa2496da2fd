package io.vigil.delivery.push.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.settings.SecretBox;
import io.vigil.testsupport.Database;

@QuarkusTest
class VapidKeysTest {

    private static final int REPLICAS = 8;

    @Inject
    SecretBox box;

    @Inject
    Clock clock;

    @Test
    void replicas_that_start_at_once_agree_on_one_pair() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(REPLICAS);
        CountDownLatch start = new CountDownLatch(1);
        var asked = IntStream.range(0, REPLICAS).mapToObj(i -> threads.submit(() -> {
            start.await();
            return new VapidKeys(box, clock).publicKey();
        })).toList();
        start.countDown();
        threads.shutdown();

        Set<String> keys = new HashSet<>();
        for (Future<String> key : asked) {
            keys.add(key.get());
        }
        assertThat(keys).hasSize(1);
        assertThat(Database.column("select public_key from push_vapid_key")).containsExactlyElementsOf(keys);
    }

    @Test
    void the_private_half_is_sealed_and_the_other_half_of_the_public_one() {
        VapidKeys keys = new VapidKeys(box, clock);

        String publicKey = keys.publicKey();

        assertThat(Database.value("select private_key from push_vapid_key")).startsWith("v1.");
        assertThat(keys.pair().extractPublicKeyInUncompressedFormAsString()).isEqualTo(publicKey);
    }
}
