package io.vigil.session.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.Rows;

/** The faults at length, and those that take as long as the longest wait. */
@QuarkusTest
@EnabledIfSystemProperty(named = "vigil.scenarios", matches = "true")
@WithTestResource(FaultLineResource.class)
class FaultsScenario {

    @Inject
    AgroalDataSource pool;

    FaultLine line;

    @BeforeAll
    static void write_to_a_table_of_its_own() {
        CommitTruth.writeTo(Path.of("target/commit-truth-scenario.md"));
    }

    @Test
    void every_caller_is_told_the_truth_however_often_faults_strike() throws Exception {
        int connections = pool.getConfiguration().connectionPoolConfiguration().maxSize();
        for (int seed = 0; seed < 10; seed++) {
            Trial.of(line, "faults at random, under load").hurting(2 * connections)
                    .judge(new RandomFaults(line, connections).run(3000, seed));
        }
        // And with threads that wait for a connection.
        Trial.of(line, "faults at random, under overload").hurting(2 * connections)
                .judge(new RandomFaults(line, 2 * connections).run(1200, 10));
    }

    @Test
    void a_lost_acknowledgement_is_never_told_as_anything_else() throws Exception {
        assertThat(Trial.of(line, "acknowledgement lost").rounds(30).run((key, witness) -> {
            Rows.add(key);
            line.arm(Fault.at(Moment.COMMIT_ANSWER, Deed.cut()));
        })).extracting(Caller.Answer::told).containsOnly(Told.UNKNOWN);
    }

    /** The connection stays up and silent, so that the socket's own limit has to end the wait. */
    @Test
    void a_server_that_falls_silent_within_commit_is_given_up_on() throws Exception {
        List<Caller.Answer> answers = Trial.of(line, "acknowledgement swallowed, line silent").rounds(1)
                .by(Caller.all().subList(5, 7)).run((key, witness) -> {
                    Rows.add(key);
                    line.arm(Fault.at(Moment.COMMIT_ANSWER, Deed.swallow()));
                });

        assertThat(answers).extracting(Caller.Answer::told).containsOnly(Told.UNKNOWN);
    }

    @Test
    void a_slow_network_costs_time_and_nothing_else() throws Exception {
        Latency slow = Latency.ofRoundTrip(Duration.ofMillis(200)).losing(0.1, Duration.ofMillis(400));

        assertThat(Trial.of(line, "network of 200 ms, 1 in 10 packets lost").rounds(2).run((key, witness) -> {
            line.slow(slow);
            Rows.add(key);
            Rows.ask("1");
        })).extracting(Caller.Answer::told).containsOnly(Told.COMMITTED);
        assertThat(slow.lost()).isPositive();
    }
}
