package io.vigil.testsupport;

import java.util.Arrays;
import java.util.List;

import jakarta.persistence.EntityManagerFactory;

import org.hibernate.SessionFactory;
import org.hibernate.stat.QueryStatistics;
import org.hibernate.stat.Statistics;

import io.quarkus.arc.Arc;
import io.quarkus.test.junit.callback.QuarkusTestAfterEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;

/**
 * No query may be planned anew each time it is asked. Hibernate finds the plan of a native query again only if the types of
 * its columns are told ({@code addScalar}) or it answers entities; otherwise each asking leaves one more plan in the cache
 * behind the same hash, and looking through them soon costs more than the query.
 */
public class QueryPlans implements QuarkusTestBeforeEachCallback, QuarkusTestAfterEachCallback {

    /** More than can ask for the first time at once: there are fewer connections. */
    private static final int FIRST_TIMES = 30;

    @Override
    public void beforeEach(QuarkusTestMethodContext context) {
        statistics().setStatisticsEnabled(true);
    }

    @Override
    public void afterEach(QuarkusTestMethodContext context) {
        List<String> findings = findings();
        if (!findings.isEmpty()) {
            throw new AssertionError(
                    "Planned anew each time (see addScalar): " + String.join(System.lineSeparator(), findings));
        }
    }

    /** The queries whose plans were made often and never found again, which are forgotten with that. */
    static List<String> findings() {
        Statistics statistics = statistics();
        List<String> findings = Arrays.stream(statistics.getQueries()).filter(query -> isPlannedAnew(statistics, query))
                .toList();
        if (!findings.isEmpty()) {
            statistics.clear();
        }
        return findings;
    }

    private static boolean isPlannedAnew(Statistics statistics, String query) {
        QueryStatistics counts = statistics.getQueryStatistics(query);
        return counts != null && counts.getPlanCacheMissCount() > FIRST_TIMES && counts.getPlanCacheHitCount() == 0;
    }

    private static Statistics statistics() {
        return Arc.container().instance(EntityManagerFactory.class).get().unwrap(SessionFactory.class).getStatistics();
    }
}
