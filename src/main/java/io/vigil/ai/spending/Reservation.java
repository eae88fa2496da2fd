package io.vigil.ai.spending;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/**
 * Leave to make paid calls. Whoever has one settles or releases it; one that is forgotten counts as spent when its time is
 * over.
 *
 * @param forWhat the event, or whatever else the calls are for
 * @param amount what is kept for them in USD; nothing where no cap is set
 * @param day the household's day whose money it is, however late it is settled; null where nothing is kept
 * @param at when it was made, which is when its calls count
 */
public record Reservation(UUID id, UUID forWhat, BigDecimal amount, LocalDate day, Instant at) {

    /** Whether money is kept for it, and a row stands for it. */
    boolean isKept() {
        return day != null;
    }
}
