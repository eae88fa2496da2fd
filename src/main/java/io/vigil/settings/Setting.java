package io.vigil.settings;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.vigil.session.SessionContext;

/** The row of a setting that somebody has set. */
@Entity
class Setting extends PanacheEntityBase {

    @Id
    String key;
    /** As text; sealed if the setting is a secret. */
    String value;
    Instant updatedAt;

    private record Row(String key, String value) {
    }

    /** Every row, as values: a session that looks twice sees what changed in between. */
    static Map<String, String> rows() {
        List<Row> rows = SessionContext.current().createSelectionQuery("select s.key, s.value from Setting s", Row.class)
                .getResultList();
        Map<String, String> values = new HashMap<>();
        rows.forEach(row -> values.put(row.key(), row.value()));
        return values;
    }

    /** Two nodes that set the same setting for the first time both succeed, and the later one holds. */
    static void put(String key, String value, Instant now) {
        SessionContext.current().createNativeMutationQuery("""
                insert into setting (key, value, updated_at) values (:key, :value, :now)
                on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at""")
                .setParameter("key", key).setParameter("value", value).setParameter("now", now).executeUpdate();
    }

    static void forget(String key) {
        delete("key", key);
    }
}
