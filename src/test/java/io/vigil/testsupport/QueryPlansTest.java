package io.vigil.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;

import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.hibernate.type.StandardBasicTypes;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.delivery.inapp.SystemNotification;
import io.vigil.session.SessionContext;

/** Asks often in each way: the check that follows every test must see the one that is planned anew. */
@QuarkusTest
class QueryPlansTest {

    @Test
    void sees_a_query_that_does_not_tell_what_its_columns_are() {
        askOften(db -> db.createNativeQuery("select 1 as untold", Integer.class));

        assertThat(QueryPlans.findings()).containsExactly("select 1 as untold");
        assertThat(QueryPlans.findings()).as("No later test is blamed").isEmpty();
    }

    @Test
    void is_content_with_told_columns_and_with_entities() {
        askOften(db -> db.createNativeQuery("select 1 as told", Integer.class).addScalar("told", StandardBasicTypes.INTEGER));
        askOften(db -> db.createNativeQuery("select * from system_notification", SystemNotification.class));

        assertThat(QueryPlans.findings()).isEmpty();
    }

    private static void askOften(Function<Session, NativeQuery<?>> query) {
        for (int i = 0; i < 40; i++) {
            SessionContext.run("plans.ask", db -> query.apply(db).getResultList());
        }
    }
}
