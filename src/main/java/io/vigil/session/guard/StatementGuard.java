package io.vigil.session.guard;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells statements that would end the session's transaction behind its back, or leave something on its connection for whoever
 * gets that next. Asked for each statement, so it looks at the first word, and at the whole only for a few names.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-commands.html">PostgreSQL's commands</a>
 */
public final class StatementGuard {

    /** They begin, end or divide a transaction, or outlive it. */
    private static final Set<String> REFUSED = Set.of("commit", "rollback", "begin", "start", "savepoint", "release", "end",
            "abort", "prepare", "deallocate", "reset", "discard", "listen", "unlisten");
    /** What may be set: it ends with the transaction. */
    private static final Set<String> SET = Set.of("local", "transaction", "constraints");
    /** How functions end whose work outlives the transaction, though they look like a query. */
    private static final List<String> FUNCTIONS = List.of("_advisory_lock", "_advisory_lock_shared", "set_config");
    private static final int LONGEST = Stream.concat(REFUSED.stream(), SET.stream()).mapToInt(String::length).max()
            .orElseThrow();

    private StatementGuard() {
    }

    /** Whether this statement, or one behind it in the same text, is none that the work in a session may send. */
    public static boolean isRefused(String sql) {
        int end = sql.indexOf(';');
        int from = 0;
        while (end >= 0) {
            if (isRefused(sql, from, end)) {
                return true;
            }
            from = end + 1;
            end = sql.indexOf(';', from);
        }
        return isRefused(sql, from, sql.length()) || callsRefused(sql);
    }

    private static boolean isRefused(String sql, int from, int end) {
        int start = skipBlanks(sql, from, end);
        String first = word(sql, start, end);
        if (first.equals("set")) {
            String rest = sql.substring(start + first.length(), end).toLowerCase(Locale.ROOT);
            // A read-only session is PostgreSQL's word, and nobody takes that back.
            return !SET.contains(word(rest, skipBlanks(rest, 0, rest.length()), rest.length())) || rest.contains("read_only")
                    || rest.contains("write");
        }
        return REFUSED.contains(first);
    }

    /** Over white space and comments. */
    private static int skipBlanks(String sql, int from, int end) {
        int at = from;
        while (at < end) {
            if (Character.isWhitespace(sql.charAt(at))) {
                at++;
            } else if (sql.startsWith("--", at)) {
                at = behind(sql, "\n", at, end);
            } else if (sql.startsWith("/*", at)) {
                at = behind(sql, "*/", at + 2, end);
            } else {
                return at;
            }
        }
        return end;
    }

    private static int behind(String sql, String mark, int from, int end) {
        int at = sql.indexOf(mark, from);
        return at < 0 || at >= end ? end : at + mark.length();
    }

    /** Empty where none begins, or one that is longer than any that matters. */
    private static String word(String sql, int from, int end) {
        int at = from;
        while (at < end && Character.isLetter(sql.charAt(at))) {
            at++;
        }
        return at - from > LONGEST ? "" : sql.substring(from, at).toLowerCase(Locale.ROOT);
    }

    private static boolean callsRefused(String sql) {
        for (int call = sql.indexOf('('); call >= 0; call = sql.indexOf('(', call + 1)) {
            int end = call;
            while (end > 0 && (sql.charAt(end - 1) == '"' || Character.isWhitespace(sql.charAt(end - 1)))) {
                end--;
            }
            if (isRefusedFunction(sql, end)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isRefusedFunction(String sql, int end) {
        for (String function : FUNCTIONS) {
            if (sql.regionMatches(true, end - function.length(), function, 0, function.length())) {
                return true;
            }
        }
        return false;
    }
}
