package io.vigil.delivery.inapp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

import org.hibernate.Session;
import org.hibernate.query.MutationQuery;
import org.hibernate.query.NativeQuery;
import org.hibernate.type.StandardBasicTypes;

/**
 * Rows of a table of notifications, those that match; each statement is bounded, whatever their number. For use inside the
 * session that is open.
 *
 * @param table its name; {@code n} in statements
 * @param lockOrder columns by which its rows are held, where several are
 * @param matches the columns that have these values
 */
record Listing(String table, List<String> lockOrder, Map<String, Object> matches) {

    /** Up to here a count is exact; counting on would cost more than the page. */
    private static final int COUNTED = 10_000;
    private static final int PAGE = 5_000;
    private static final String NEWEST_FIRST = " order by n.created_at desc, n.id desc";

    Listing(String table, List<String> lockOrder) {
        this(table, lockOrder, Map.of());
    }

    /** Fewer of them: those with this value in a column. Null leaves the column out of it. */
    Listing with(String column, Object value) {
        if (value == null) {
            return this;
        }
        Map<String, Object> more = new LinkedHashMap<>(matches);
        more.put(column, value);
        return new Listing(table, lockOrder, more);
    }

    /**
     * Some rows.
     *
     * @param total exact up to ten thousand; beyond that at least one more than the rows end with, if there are more
     */
    record Page<T>(List<T> rows, long total) {
    }

    /**
     * The newest, as many as asked for.
     *
     * @param reading makes the query that selects from the table, with this condition and order behind it
     */
    <T> Page<T> page(Session db, Function<String, NativeQuery<T>> reading, int offset, int limit) {
        NativeQuery<T> query = reading.apply(where() + NEWEST_FIRST);
        values().forEach(query::setParameter);
        List<T> rows = query.setFirstResult(offset).setMaxResults(limit + 1).getResultList();
        long total = count(db);
        return new Page<>(rows.subList(0, Math.min(limit, rows.size())),
                total > COUNTED ? Math.max(total, (long) offset + rows.size()) : total);
    }

    /** How many match: exact up to ten thousand, beyond that one more than those. */
    long count(Session db) {
        NativeQuery<Long> query = db.createNativeQuery("select count(*) as matches from (select 1 from " + table + " n"
                + where() + " limit " + (COUNTED + 1) + ") counted", Long.class).addScalar("matches", StandardBasicTypes.LONG);
        values().forEach(query::setParameter);
        return query.getSingleResult();
    }

    /** Marks a page of those that match as read; answers how many. */
    int markPage(Session db) {
        return change(db, "update " + table + " n set read = true from page where n.id = page.id");
    }

    /** Forgets a page of those that match; answers how many. */
    int forgetPage(Session db) {
        return change(db, "delete from " + table + " n using page where n.id = page.id");
    }

    /** Repeats a step that answers how many it changed, until nothing is left; answers how many there were. */
    static int all(IntSupplier step) {
        int all = 0;
        int page;
        do {
            page = step.getAsInt();
            all += page;
        } while (page > 0);
        return all;
    }

    private int change(Session db, String change) {
        String which = where();
        MutationQuery statement = db.createNativeMutationQuery("with found as materialized (select n.id from " + table + " n"
                + which + NEWEST_FIRST + " limit " + PAGE + "), page as materialized (select n.id from " + table
                + " n join found on found.id = n.id" + which + " order by "
                + lockOrder.stream().map(column -> "n." + column).collect(Collectors.joining(", ")) + " for update of n) "
                + change);
        values().forEach(statement::setParameter);
        return statement.executeUpdate();
    }

    /** A flag stands there as it does in the condition of an index. */
    private String where() {
        List<String> conditions = new ArrayList<>();
        matches.forEach((column, value) -> conditions.add(
                value instanceof Boolean flag ? (flag ? "n." : "not n.") + column : "n." + column + " = :" + column));
        return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    }

    private Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>(matches);
        values.values().removeIf(Boolean.class::isInstance);
        return values;
    }
}
