package io.vigil.summary;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import org.hibernate.Session;

/** The table of summaries, inside the session that is open. */
public final class SummaryRows {

    private SummaryRows() {
    }

    /** Stores it; empty if the digest of that key is there already. One statement. */
    public static Optional<UUID> store(Session db, Draft draft, DigestKey digest, Instant now) {
        throw new UnsupportedOperationException("not yet");
    }
}
