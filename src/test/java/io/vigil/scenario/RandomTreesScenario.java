package io.vigil.scenario;

import java.sql.SQLException;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.trees.Season;

/** A hundred thousand trees; {@code -Dvigil.trees.seed=…} and {@code -Dvigil.trees.count=…} play others, or fewer. */
@QuarkusTest
class RandomTreesScenario {

    private static final int TREES_PER_SEASON = 10_000;

    @Test
    void a_hundred_thousand_trees_come_to_what_the_model_says() throws SQLException {
        long seed = Long.getLong("vigil.trees.seed", 1_000_000);
        int trees = Integer.getInteger("vigil.trees.count", 100_000);
        for (int done = 0; done < trees; done += TREES_PER_SEASON) {
            System.out.println(Season.of(seed + done, Math.min(TREES_PER_SEASON, trees - done)));
        }
    }
}
