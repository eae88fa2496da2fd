package io.vigil.session.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** A short run of what the scenario does at length. */
@QuarkusTest
@WithTestResource(FaultLineResource.class)
class RandomFaultsTest {

    private static final long SEED = 20251124;

    @Inject
    AgroalDataSource pool;

    FaultLine line;

    @Test
    void tell_every_caller_the_truth() throws Exception {
        int connections = pool.getConfiguration().connectionPoolConfiguration().maxSize();
        Map<String, Caller.Answer> answers = new RandomFaults(line, connections).run(900, SEED);

        assertThat(answers.values()).extracting(Caller.Answer::told).contains(Told.values());
        Trial.of(line, "at random, under load")
                .hurting(2 * connections)
                .judge(answers);
    }
}
