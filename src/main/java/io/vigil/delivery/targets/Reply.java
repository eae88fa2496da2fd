package io.vigil.delivery.targets;

import java.util.Optional;

/** How a post ended. Reasons are for a person, and hold nothing that was sent. */
public sealed interface Reply {

    /**
     * There was an answer, whatever its status.
     *
     * @param retryAfter the header as it came; {@link RetryAfter} reads it
     * @param body at most as much as the configuration lets in
     */
    record Answered(int status, Optional<String> retryAfter, String body) implements Reply {
    }

    /**
     * The address may not be called; nothing went out.
     *
     * @param isForNow whether its name may lead elsewhere later, as where a router without a line answers every name by itself
     */
    record Refused(String reason, boolean isForNow) implements Reply {
    }

    /** Nobody answered, or nothing that can be read; it may have arrived all the same. */
    record Unanswered(String reason) implements Reply {
    }
}
