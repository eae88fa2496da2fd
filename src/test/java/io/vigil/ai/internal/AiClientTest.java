package io.vigil.ai.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vigil.ai.internal.AiClient.Answer;
import io.vigil.ai.internal.AiClient.Owed;
import io.vigil.ai.internal.AiClient.Request;

@QuarkusTest
class AiClientTest {

    @Inject
    AiClient http;

    @Inject
    Verdict verdict;

    @Test
    void an_address_that_cannot_be_is_a_failure_like_any_other_and_keeps_no_place() {
        Request request = new Request(HttpMethod.GET, URI.create("http://127.0.0.1:70000/v1"), Map.of(), null);
        // More than there are places.
        for (int i = 0; i < 600; i++) {
            Future<Answer> answer = http.send(request, Duration.ofSeconds(5));

            assertThat(answer.failed()).isTrue();
            assertThat(verdict.ofFailure(answer.cause()).word()).isEqualTo("unreachable");
            assertThat(verdict.ofFailure(answer.cause()).owed()).isEqualTo(Owed.NO_CALL);
        }
    }
}
