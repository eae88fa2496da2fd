/**
 * Second looks at events: {@link io.vigil.event.reprocessing.SecondLooks} makes events due again in the one queue, where they
 * are less urgent than any new one; {@link io.vigil.event.reprocessing.ReprocessingJobs} does so with many, a page at a time.
 * Driven by {@link io.vigil.event.ReprocessingService}; nobody outside {@code event} may use it.
 */
package io.vigil.event.reprocessing;
