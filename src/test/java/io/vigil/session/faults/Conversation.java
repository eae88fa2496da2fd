package io.vigil.session.faults;

import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Follows a connection far enough to know which statement a message executes and which one an answer belongs to. A statement
 * is parsed once under a name and executed through a portal later, so the execution alone does not say what it is.
 */
final class Conversation {

    /** Stands in the queue where the server is asked to say that it is ready again; no statement has this character. */
    private static final String SYNC = "\0";

    private final Map<String, String> statements = new HashMap<>();
    private final Map<String, String> portals = new HashMap<>();
    private final Queue<String> unanswered = new ConcurrentLinkedQueue<>();

    /** Notes a message of the client before it goes on; answers the statement that it executes, or null. */
    String sent(Message message) {
        switch (message.type()) {
            case 'P' -> statements.put(message.text(0, 0), message.text(0, 1));
            case 'B' -> portals.put(message.text(0, 0), statements.getOrDefault(message.text(0, 1), "?"));
            case 'C' -> (message.body()[0] == 'S' ? statements : portals).remove(message.text(1, 0));
            case 'S' -> unanswered.add(SYNC);
            case 'E' -> {
                String sql = portals.getOrDefault(message.text(0, 0), "?");
                unanswered.add(sql);
                return sql;
            }
            case 'Q' -> {
                String sql = message.text(0, 0);
                unanswered.add(sql);
                unanswered.add(SYNC);
                return sql;
            }
            default -> {
                // Nothing that a statement begins with.
            }
        }
        return null;
    }

    /** The statement that the server answers now, or null if there is none. */
    String answering() {
        String sql = unanswered.peek();
        return SYNC.equals(sql) ? null : sql;
    }

    /** Notes a message of the server. */
    void answered(Message message) {
        switch (message.type()) {
            case 'C', 'I', 's' -> {
                if (answering() != null) {
                    unanswered.poll();
                }
            }
            case 'Z' -> {
                // After an error the server skips what it was sent before the next synchronisation.
                String sql = unanswered.poll();
                while (sql != null && !SYNC.equals(sql)) {
                    sql = unanswered.poll();
                }
            }
            default -> {
                // Neither ends a statement nor a round trip.
            }
        }
    }
}
