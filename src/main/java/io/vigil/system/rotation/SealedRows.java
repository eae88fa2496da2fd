package io.vigil.system.rotation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.session.SessionContext;
import io.vigil.settings.SealedColumn;
import io.vigil.settings.SecretBox;

/**
 * The rows of one sealed column. Which key sealed a text is read off it; PostgreSQL and Java read the same patterns. Secrets
 * are
 * opened in no session.
 */
record SealedRows(SealedColumn column) {

    /** How many rows are looked at at once. */
    private static final int PAGE = 200;
    private static final String ANY_KEY = "[^.\"]+";

    /**
     * A row with a sealed text.
     *
     * @param key its primary key as a text
     * @param text the whole column
     */
    record Row(String key, String text) {
    }

    /**
     * How many rows have secrets.
     *
     * @param left of these, how many have some that the previous key sealed and opens
     * @param spoilt how many have some that it sealed and does not open
     * @param lost how many have some that no key of this process opens
     */
    record Count(long sealed, long left, long spoilt, long lost) {
    }

    /** What PostgreSQL can tell without a key: of the rows with secrets, those of the previous key and of unknown ones. */
    private record Told(long sealed, long previous, long lost) {
    }

    /** What the keys of the box make of the rows of each; asked in one session, and page by page what only a key tells. */
    static List<Count> counts(List<SealedRows> places, SecretBox box) {
        List<Told> told = SessionContext.session("rotation.count").rootOnly().asReadOnly()
                .call(db -> places.stream().map(place -> place.told(db, box)).toList());
        List<Count> counts = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            Told one = told.get(i);
            long spoilt = one.previous == 0 ? 0 : places.get(i).spoilt(box);
            counts.add(new Count(one.sealed, Math.max(0, one.previous - spoilt), spoilt, one.lost));
        }
        return counts;
    }

    /** Works on all that the previous key has sealed, page by page: each is read in a session that is over by then. */
    void eachPage(SecretBox box, BooleanSupplier stopping, Consumer<List<Row>> work) {
        String keyId = box.previousKeyId().orElseThrow();
        String after = null;
        do {
            if (stopping.getAsBoolean()) {
                return;
            }
            String from = after;
            List<Row> rows = SessionContext.session("rotation.read").rootOnly().asReadOnly()
                    .call(db -> page(db, keyId, from));
            work.accept(rows);
            after = rows.size() < PAGE ? null : rows.get(PAGE - 1).key();
        } while (after != null);
    }

    /** Rows that the key of that name has sealed, in the order of their keys, from behind one; null is from the first. */
    private List<Row> page(Session db, String keyId, String after) {
        return db.createNativeQuery("""
                select cast(%2$s as text) as row_key, cast(%3$s as text) as row_text from %1$s
                where cast(%3$s as text) ~ :sealed
                    and (cast(:after as text) is null or %2$s > cast(cast(:after as text) as %4$s))
                order by %2$s limit :most""".formatted(column.table(), column.key(), column.column(), column.keyType()),
                Tuple.class).addScalar("row_key", StandardBasicTypes.STRING).addScalar("row_text", StandardBasicTypes.STRING)
                .setParameter("sealed", column.pattern(keyId)).setParameter("after", after, String.class)
                .setParameter("most", PAGE)
                .getResultList().stream().map(row -> new Row(row.get(0, String.class), row.get(1, String.class))).toList();
    }

    /** Writes the text, unless the row has another one by now; answers whether it did. */
    boolean replace(Session db, Row row, String text) {
        String type = column.inJson() ? "jsonb" : "text";
        return db.createNativeMutationQuery("""
                update %1$s set %3$s = cast(:text as %5$s)
                where %2$s = cast(:key as %4$s) and %3$s = cast(:before as %5$s)"""
                .formatted(column.table(), column.key(), column.column(), column.keyType(), type))
                .setParameter("text", text).setParameter("key", row.key()).setParameter("before", row.text())
                .executeUpdate() == 1;
    }

    /** The row's text, with every secret sealed anew that the previous key opens; empty if that is none. */
    Optional<String> resealed(SecretBox box, Row row) {
        String purpose = column.purpose().apply(row.key());
        Matcher secrets = Pattern.compile(column.pattern(box.previousKeyId().orElseThrow())).matcher(row.text());
        StringBuilder text = new StringBuilder();
        boolean isChanged = false;
        while (secrets.find()) {
            Optional<String> anew = resealed(box, secrets.group(1), purpose);
            isChanged |= anew.isPresent();
            secrets.appendReplacement(text, Matcher.quoteReplacement(
                    anew.map(sealed -> column.inJson() ? '"' + sealed + '"' : sealed).orElse(secrets.group())));
        }
        return isChanged ? Optional.of(secrets.appendTail(text).toString()) : Optional.empty();
    }

    private static Optional<String> resealed(SecretBox box, String sealed, String purpose) {
        try {
            return Optional.of(box.reseal(sealed, purpose));
        } catch (SecretBox.Unreadable e) {
            // It was spoilt before: the key that sealed it does not open it either.
            return Optional.empty();
        }
    }

    private Told told(Session db, SecretBox box) {
        String known = Stream.concat(Stream.of(box.keyId()), box.previousKeyId().stream()).map(id -> id + "\\.")
                .collect(Collectors.joining("|"));
        Tuple counted = db.createNativeQuery("""
                select count(*) as sealed, count(*) filter (where row_text ~ :previous) as has_left,
                    count(*) filter (where row_text ~ :unknown) as lost
                from (select cast(%s as text) as row_text from %s) every_row where row_text ~ :any"""
                .formatted(column.column(), column.table()), Tuple.class).addScalar("sealed", StandardBasicTypes.LONG)
                .addScalar("has_left", StandardBasicTypes.LONG).addScalar("lost", StandardBasicTypes.LONG)
                .setParameter("any", column.pattern(ANY_KEY))
                .setParameter("previous", column.pattern(box.previousKeyId().orElse("none")))
                .setParameter("unknown", column.pattern("(?!" + known + ")" + ANY_KEY)).getSingleResult();
        return new Told(counted.get(0, Long.class), counted.get(1, Long.class), counted.get(2, Long.class));
    }

    private long spoilt(SecretBox box) {
        long[] spoilt = { 0 };
        eachPage(box, () -> false, rows -> spoilt[0] += rows.stream().filter(row -> resealed(box, row).isEmpty()).count());
        return spoilt[0];
    }
}
