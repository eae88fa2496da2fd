package io.vigil.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.hibernate.Session;

/** Many items in few sessions, so that one poisoned item costs itself and not the others; see {@link SessionContext#batch}. */
public final class Batch {

    private Batch() {
    }

    /** What is done with one item; it may be done a second time after its first try was rolled back with its chunk. */
    @FunctionalInterface
    public interface Work<K, X extends Throwable> {
        void run(Session db, K item) throws X;
    }

    /**
     * What became of the items.
     *
     * @param done those that are committed, in order
     * @param failed those that are not, each with what its own try failed with
     */
    public record Result<K>(List<K> done, Map<K, Exception> failed) {
    }

    static <K, X extends Exception> Result<K> run(SessionSpec spec, Collection<K> items, int size, Work<K, X> work) {
        if (size < 1) {
            throw new IllegalArgumentException("A chunk has at least one item, not " + size);
        }
        List<K> all = new ArrayList<>(items);
        Result<K> result = new Result<>(new ArrayList<>(all.size()), new LinkedHashMap<>());
        for (int from = 0; from < all.size(); from += size) {
            List<K> chunk = all.subList(from, Math.min(all.size(), from + size));
            if (failureOf(spec, chunk, work) == null) {
                result.done().addAll(chunk);
            } else {
                for (K item : chunk) {
                    oneByOne(spec, item, work, result);
                }
            }
        }
        return result;
    }

    private static <K, X extends Exception> void oneByOne(SessionSpec spec, K item, Work<K, X> work, Result<K> result) {
        Exception failure = failureOf(spec, List.of(item), work);
        if (failure == null) {
            result.done().add(item);
        } else {
            result.failed().put(item, failure);
        }
    }

    /** Null when the chunk is committed. What no item can be blamed for ends the batch. */
    private static <K, X extends Exception> Exception failureOf(SessionSpec spec, List<K> chunk, Work<K, X> work) {
        try {
            spec.<Exception> run(db -> {
                for (K item : chunk) {
                    work.run(db, item);
                }
            });
            return null;
        } catch (CommitOutcomeUnknown | SessionException.Refused e) {
            throw e;
        } catch (Exception failure) {
            if (failure instanceof RuntimeException away && SessionException.isDatabaseAway(failure)) {
                throw away;
            }
            return failure;
        }
    }
}
