package io.vigil.ai;

import java.time.Duration;
import java.util.List;

/** How listening to a sound ended, by what the caller does next. */
public sealed interface Transcript {

    /** Every call that was made for it; each is to be booked, whatever came of it. */
    List<AiCall> calls();

    /**
     * Somebody speaks.
     *
     * @param text what is said, at most 5000 characters, cleaned as a description is
     */
    record Heard(String text, List<AiCall> calls) implements Transcript {
    }

    /** Nobody speaks: the answer was empty. */
    record NoWords(List<AiCall> calls) implements Transcript {
    }

    /** No speech service is configured: nothing was sent, and nothing is wrong. */
    record NotConfigured() implements Transcript {
        @Override
        public List<AiCall> calls() {
            return List.of();
        }
    }

    /**
     * The same sound may be understood later.
     *
     * @param reason for a person; at most 200 characters, without anything that was sent
     * @param after how long to wait at least, or null if the service did not say
     */
    record RetryLater(String reason, Duration after, List<AiCall> calls) implements Transcript {
    }

    /** This sound is never taken: {@code reason} says why, as above. */
    record Refused(String reason, List<AiCall> calls) implements Transcript {
    }
}
