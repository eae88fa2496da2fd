package io.vigil.session.trees;

import java.sql.SQLException;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

/**
 * A thousand trees, the same at every build. {@code -Dvigil.trees.seed=…} and {@code -Dvigil.trees.count=…} play others: a tree
 * that failed alone is its seed and a count of 1.
 */
@QuarkusTest
class RandomTreesTest {

    @Test
    void come_to_what_the_model_says_and_leave_nothing_behind() throws SQLException {
        System.out
                .println(Season.of(Long.getLong("vigil.trees.seed", 20251123), Integer.getInteger("vigil.trees.count", 1_000)));
    }
}
