package io.vigil.session;

import java.time.Duration;

/**
 * The session outlived its budget and was rolled back; says where the time went. Has a cause if the work failed because the
 * session was cut short.
 */
public final class SessionDeadline extends SessionException {

    private final Spent spent;

    /**
     * Where a session's time went.
     *
     * @param waiting for a connection
     * @param database in statements and their round trips
     * @param outside in the work's own code, the connection held or not
     */
    public record Spent(Duration waiting, Duration database, Duration outside) {

        /** The whole. */
        public Duration total() {
            return waiting.plus(database).plus(outside);
        }
    }

    public SessionDeadline(String name, Spent spent, Duration budget, Throwable cause) {
        super("""
                Session '%s' lasted %d ms of the %d ms it may, and was rolled back: %d ms waiting for a connection, \
                %d ms in the database, %d ms outside""".formatted(name, spent.total().toMillis(), budget.toMillis(),
                spent.waiting().toMillis(), spent.database().toMillis(), spent.outside().toMillis()), cause);
        this.spent = spent;
    }

    /** Where the time went. */
    public Spent spent() {
        return spent;
    }
}
