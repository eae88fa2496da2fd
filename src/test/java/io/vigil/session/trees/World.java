package io.vigil.session.trees;

import java.time.Duration;
import java.util.function.Function;

import io.vigil.session.SessionSpec;

/** What the steps of a tree can do: once with the sessions of the application, once with the model's. */
interface World {

    /** What is done inside a session. */
    interface Body {
        void run() throws Exception;
    }

    /** Does the body at the door. */
    void open(Doorway door, SessionSpec spec, Body body) throws Exception;

    /** Whether a session is open on the thread. */
    boolean isOpen();

    /** Begins a transaction that no session owns. */
    void leaveTransactionBehind() throws Exception;

    /** Inserts a row by SQL. */
    void add(String key, String value);

    /** Inserts, by SQL, a row whose key is taken. */
    void addTaken();

    /** Inserts a row as an entity, which is when the session flushes; a null value is against the table's rules. */
    void persist(String key, String value);

    /** Finds the row as an entity and changes it; answers the value before, or null. */
    String rewrite(String key, String value);

    /** The rows of this tree that the session sees. */
    String read();

    /** Inserts, by SQL, what PostgreSQL refuses at COMMIT only. */
    void failAtCommit(String key);

    void checkpoint();

    void discard();

    void requireNone();

    /** Takes the transaction of the open session off the thread, which is nobody's business. */
    void takeTransactionOff() throws Exception;

    void afterCommit(String name, Runnable action);

    /** Makes every open session that much older. */
    void forward(Duration step);

    void interrupt();

    /** Interrupts the thread while PostgreSQL works for it. */
    void interruptWithinStatement();

    void clearInterrupt();

    boolean isInterrupted();

    /** How many connections were closed because the machine failed, and nobody knows where. */
    int torn();

    /** What kind of failure it is. The function knows the failures seen so far: it answers the step of one, or null. */
    String describe(Throwable failure, Function<Throwable, String> stepOf);
}
