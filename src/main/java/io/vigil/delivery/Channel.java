package io.vigil.delivery;

import java.time.Duration;
import java.util.List;

import org.hibernate.Session;

import io.smallrye.mutiny.Uni;

/** A way to people. */
public interface Channel {

    /** As it stands in rows and answers, such as {@code push}. */
    String word();

    /** Whether a recipient that was told already is told again when the text is refined. */
    boolean refines();

    /** Whom to tell; inside the session that makes the deliveries, so only rows may be read. */
    List<String> recipients(Session db, Message message);

    /**
     * Sends it. Called outside any session, on a worker thread, which it must not hold while it waits; it may open sessions of
     * its own before and after. Fails with nothing that could have been an {@link Outcome}.
     */
    Uni<Outcome> send(Outgoing outgoing);

    /** How long a try may take. One that takes longer is cancelled, and made again later. */
    default Duration deadline() {
        return Duration.ofSeconds(30);
    }
}
