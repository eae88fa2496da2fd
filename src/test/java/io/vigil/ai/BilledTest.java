package io.vigil.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.ai.Outcome.RetryLater;
import io.vigil.ai.VisionStub.Behaviour;
import io.vigil.testsupport.Samples;

/** What is booked when nobody says what there is to be paid. */
@QuarkusTest
class BilledTest {

    private static final byte[] PICTURE = Samples.picture("driveway-car.jpg");
    private static VisionStub stub;

    @Inject
    Asking asking;

    @Inject
    AiService ai;

    @BeforeAll
    static void startStub() {
        stub = VisionStub.start();
    }

    @AfterAll
    static void stopStub() {
        stub.close();
    }

    @BeforeEach
    void onlyTheVendor() {
        stub.reset();
        asking.configureOnly(stub);
        asking.configure(Provider.CLAUDE, stub.vendorUrl(Provider.CLAUDE), Asking.KEY);
    }

    @AfterEach
    void leaveNothingConfigured() {
        asking.configureOnly(stub);
    }

    static Stream<Behaviour> begun() {
        return Stream.of(Behaviour.stalls(), Behaviour.drips(), Behaviour.breaksOff(), Behaviour.neverEnds());
    }

    @ParameterizedTest
    @MethodSource("begun")
    void books_the_longest_answer_where_one_began_and_was_not_read(Behaviour begun) {
        stub.otherwise(begun);

        AiCall call = onlyCall(asking.begin(PICTURE, Duration.ofMillis(700)).join());

        assertThat(call.inputTokens()).isGreaterThan(4_800);
        assertThat(call.outputTokens()).isEqualTo(500);
        assertThat(call.cost()).isEqualByComparingTo(ai.estimate(Asking.question(null, PICTURE)));
        assertThat(call.succeeded()).isFalse();
    }

    @Test
    void books_the_question_where_no_answer_began() {
        stub.otherwise(Behaviour.hangs());

        AiCall call = onlyCall(asking.begin(PICTURE, Duration.ofMillis(700)).join());

        assertThat(call.inputTokens()).isGreaterThan(4_800);
        assertThat(call.outputTokens()).isZero();
        assertThat(call.cost()).isPositive().isLessThan(ai.estimate(Asking.question(null, PICTURE)));
    }

    @Test
    void books_no_tokens_for_an_error() {
        stub.otherwise(Behaviour.fails(404, "not_found"));

        AiCall call = onlyCall(asking.ask(PICTURE));

        assertThat(call.inputTokens()).isZero();
        assertThat(call.cost()).isZero();
    }

    @Test
    void knows_no_call_where_a_question_only_waited_for_a_connection() {
        stub.otherwise(Behaviour.hangs());
        List<CompletableFuture<Outcome>> held = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            held.add(asking.begin(new byte[100], Duration.ofSeconds(6)));
        }
        await().until(() -> stub.inFlight() == 256);

        Outcome waited = asking.begin(PICTURE, Duration.ofMillis(300)).join();

        assertThat(((RetryLater) waited).reason()).isEqualTo("No answer within the deadline");
        assertThat(waited.calls()).isEmpty();
        assertThat(held).allSatisfy(one -> assertThat(onlyCall(one.join()).cost()).isPositive());
        await().until(() -> stub.inFlight() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = { "9000000000000000000", "1e300", "99999999999999999999999999", "-5", "10000001", "\"many\"" })
    void takes_no_count_that_cannot_be_at_its_word(String count) {
        stub.otherwise(Behaviour.raw(200, "application/json", """
                {"content": [{"type": "text", "text": "A car stands in the drive."}], "usage": {"input_tokens": 5,
                "cache_creation_input_tokens": %s, "cache_read_input_tokens": %s, "output_tokens": %s}}"""
                .formatted(count, count, count)));
        BigDecimal most = ai.estimate(Asking.question(null, PICTURE));

        AiCall call = onlyCall(asking.ask(PICTURE));

        assertThat(call.outputTokens()).isEqualTo(500);
        assertThat(call.cost()).isBetween(BigDecimal.ZERO, most);
        assertThat(call.cost().scale()).isEqualTo(6);
    }

    private static AiCall onlyCall(Outcome outcome) {
        assertThat(outcome.calls()).hasSize(1);
        return outcome.calls().get(0);
    }
}
