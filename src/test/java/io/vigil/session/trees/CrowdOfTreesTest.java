package io.vigil.session.trees;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.internal.LiveFrames;
import io.vigil.session.trees.Trial.Compared;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.SessionLeaks;

/** Many trees at once, on fewer connections than threads. */
@QuarkusTest
class CrowdOfTreesTest {

    private static final long SEED = 20251124;
    private static final int MOST_TREES = 2_000;
    private static final int TREES_PER_CONNECTION = 200;

    @ConfigProperty(name = "quarkus.datasource.jdbc.max-size")
    int connections;

    @Inject
    AgroalDataSource pool;

    @Inject
    LiveFrames live;

    @Inject
    MeterRegistry registry;

    /** What one thread did: the rows that must be there, where it differed from the model, and whose rows nobody can tell. */
    private record Report(Map<String, String> rows, List<String> differences, Set<String> withoutConnection) {
    }

    @Test
    void comes_to_what_the_model_says_and_leaves_nothing_behind() {
        int threads = connections + 3;
        // Threads that queue for one connection make a slow crowd.
        int trees = Math.min(MOST_TREES, connections * TREES_PER_CONNECTION);
        Trial.prepare();
        double failed = counted("session.after.commit.failures");
        double evicted = counted("session.foreign.tx");

        List<Report> reports = Quiet.<List<Report>, RuntimeException> during(() -> all(threads, trees / threads));

        Map<String, String> expected = new TreeMap<>();
        Set<String> unknown = new HashSet<>();
        reports.forEach(report -> {
            expected.putAll(report.rows());
            unknown.addAll(report.withoutConnection());
        });
        assertThat(reports).flatExtracting(Report::differences).isEmpty();
        assertThat(stored(unknown)).isEqualTo(expected.toString());
        assertThat(unknown.size()).isLessThan(trees / 50);
        assertThat(live.describe()).isEmpty();
        assertThat(pool.getMetrics().activeCount()).isZero();
        SessionLeaks.expect("session.after.commit.failures", (int) (counted("session.after.commit.failures") - failed));
        SessionLeaks.expect("session.foreign.tx", (int) (counted("session.foreign.tx") - evicted));
        Database.run("drop table deferred");
    }

    private static List<Report> all(int threads, int treesPerThread) {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<CompletableFuture<Report>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                running.add(CompletableFuture.supplyAsync(() -> playMany(thread, treesPerThread), executor));
            }
            return running.stream().map(CompletableFuture::join).toList();
        } finally {
            executor.shutdownNow();
        }
    }

    private static Report playMany(int thread, int trees) {
        Report report = new Report(new TreeMap<>(), new ArrayList<>(), new HashSet<>());
        for (int i = 0; i < trees; i++) {
            List<Step> tree = Season.tree(SEED + (long) thread * trees + i, true);
            String prefix = "t%d-%d.".formatted(thread, i);
            List<String> actual = Play.of(tree, new PostgresWorld(prefix), prefix);
            ModelWorld model = new ModelWorld();
            Compared compared = new Compared(Play.of(tree, model, prefix), actual);
            if (actual.stream().anyMatch(line -> line.contains(Trial.UNAVAILABLE))) {
                // The others were quicker for two seconds: an honest answer.
                report.withoutConnection().add(prefix);
            } else if (compared.differ()) {
                report.differences().add(Step.code(tree) + compared.difference());
            } else {
                report.rows().putAll(model.stored());
            }
        }
        return report;
    }

    private static String stored(Set<String> except) {
        Map<String, String> stored = new TreeMap<>();
        for (String row : Database.column("select key || '=' || value from setting where key like 't%.%'")) {
            String key = row.substring(0, row.indexOf('='));
            if (!except.contains(key.substring(0, key.indexOf('.') + 1))) {
                stored.put(key, row.substring(row.indexOf('=') + 1));
            }
        }
        return stored.toString();
    }

    private double counted(String counter) {
        return registry.find(counter).counters().stream().mapToDouble(Counter::count).sum();
    }
}
