/**
 * One digest for each day and week of the household. {@link io.vigil.summary.digest.DigestSchedule} says which are due,
 * {@link io.vigil.summary.digest.DigestRuns} remembers how far each has come, {@link io.vigil.summary.digest.DigestWriter}
 * takes one from its claim to its row and its notice. Driven by {@link io.vigil.summary.DigestScheduler} and over HTTP; nobody
 * outside {@code summary} may use it.
 */
package io.vigil.summary.digest;
