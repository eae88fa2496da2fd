package io.vigil.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.vigil.delivery.push.Browser;
import io.vigil.delivery.push.PushServiceStub;

/**
 * One receiver takes each message and says nothing for thirty seconds; ten others get theirs as fast as without it. Measured
 * by the server's own times, from the notice to the recorded delivery, in rounds with and without in turn, so that what else
 * the machine does falls on both.
 */
class HangingReceiverScenario {

    private static final int BROWSERS = 10;
    /** Until what encrypts and stores is compiled. */
    private static final int WARM_UP = 3;
    private static final int EVENTS = 100;
    private static final int PER_SECOND = 5;
    private static final List<Boolean> ROUNDS = List.of(false, true, true, false, false, true, true, false);
    /** The aim is 1.10; a scenario must not fail for what else a small machine does. */
    private static final double MOST = 1.5;
    private static final String WITH = "with";
    private static final String WITHOUT = "without";

    @TempDir
    Path folder;

    @Test
    void one_that_hangs_leaves_the_others_delivery_p99_as_it_is() throws Exception {
        try (StoppableDatabase database = new StoppableDatabase(folder.resolve("database"));
                PushServiceStub push = new PushServiceStub();
                PackagedVigil vigil = new Receivers(database, folder, Map.of("VIGIL_DELIVERY_PUSH_DEADLINE", "30s")).start();
                SteadyEvents events = new SteadyEvents(() -> vigil, vigil.camera("Front door"))) {
            for (int i = 0; i < BROWSERS; i++) {
                Receivers.subscribe(vigil, push.browser());
            }
            for (int i = 0; i < WARM_UP; i++) {
                round(database, events, "warm-up-" + i);
            }
            List<Double> with = new ArrayList<>();
            List<Double> without = new ArrayList<>();
            for (int round = 0; round < ROUNDS.size(); round++) {
                if (ROUNDS.get(round)) {
                    Browser hanging = push.browserThatHangs();
                    Receivers.subscribe(vigil, hanging);
                    with.add(round(database, events, WITH + "-" + round));
                    Receivers.unsubscribe(vigil, hanging);
                    await().atMost(Duration.ofMinutes(2)).until(() -> {
                        push.release();
                        return database.count("select count(*) from delivery where due_at is not null") == 0;
                    });
                } else {
                    without.add(round(database, events, WITHOUT + "-" + round));
                }
            }
            double ratio = geometricMean(with) / geometricMean(without);
            System.out.printf("hanging receiver: delivery p99 of the others, all rounds: without %.1f ms, with %.1f ms, ratio "
                    + "%.3f; mean ratio of the rounds, neighbour by neighbour: %.3f; %d deliveries each%n",
                    p99(database, WITHOUT), p99(database, WITH), p99(database, WITH) / p99(database, WITHOUT), ratio,
                    ROUNDS.size() / 2 * EVENTS * BROWSERS);
            assertThat(ratio).isLessThan(MOST);
        }
    }

    /** Posts a round's events and waits until all that can be delivered of them is; answers its p99. */
    private static double round(StoppableDatabase database, SteadyEvents events, String name) throws Exception {
        events.begin(name, EVENTS, PER_SECOND);
        await().atMost(Duration.ofMinutes(2)).until(() -> database.count(delivered("count(*)", name)) == EVENTS * BROWSERS);
        double p99 = p99(database, name);
        System.out.printf("hanging receiver: %s: p50 %.1f ms, p99 %.1f ms%n", name, percentile(database, 0.5, name), p99);
        return p99;
    }

    private static double p99(StoppableDatabase database, String name) throws Exception {
        return percentile(database, 0.99, name);
    }

    private static double percentile(StoppableDatabase database, double which, String name) throws Exception {
        return Double.parseDouble(database.strings(delivered("percentile_cont(" + which + ") within group (order by "
                + "extract(epoch from d.finished_at - n.created_at) * 1000)", name)).iterator().next());
    }

    private static String delivered(String what, String name) {
        return "select " + what + " from delivery d join notice n on n.id = d.notice_id join event e on e.id = n.event_id "
                + "where d.channel = 'push' and d.state = 'delivered' and e.external_id like '" + name + "-%'";
    }

    private static double geometricMean(List<Double> values) {
        return Math.exp(values.stream().mapToDouble(Math::log).average().orElseThrow());
    }
}
