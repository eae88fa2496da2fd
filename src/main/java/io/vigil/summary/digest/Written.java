package io.vigil.summary.digest;

import java.util.UUID;

/** How the writing of a digest ended. */
sealed interface Written {

    /**
     * It is on record, and people are told.
     *
     * @param isNew whether there was none before
     * @param isStatistical whether it is of figures only although a model was to write it
     */
    record Done(UUID id, boolean isNew, boolean isStatistical) implements Written {
    }

    /** Somebody else took it meanwhile; nothing changed. */
    record Lost() implements Written {
    }

    /** It could not be written; it is tried again unless its attempts are used up. */
    record Failed(Throwable cause) implements Written {
    }
}
