package io.vigil.delivery;

import java.util.UUID;

import org.hibernate.Session;

/** What is to be known of an event before channels are asked whom to tell, such as which alert rules it sets off. */
public interface Preparation {

    /** What it is, for the log and the row of a notice that could not be prepared. */
    String word();

    /**
     * Prepares what an event's latest text calls for. In a session of its own, that may write, and that holds no notice: who
     * records events holds theirs and then the notice. Done again after a failure, and by replicas at the same time.
     */
    void prepare(Session db, UUID eventId);
}
