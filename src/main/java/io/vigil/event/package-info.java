/**
 * What cameras saw: received and stored first ({@link io.vigil.event.EventIngest}), then taken through the pipeline
 * ({@link io.vigil.event.EventProcessor}: claim, act, record), listed and deleted ({@link io.vigil.event.EventResource}). Those
 * that are told live come by way of {@link io.vigil.event.arrival.Arrivals}, and all are grouped across cameras by
 * {@link io.vigil.event.correlation.Correlation}.
 * <p>
 * Uses camera, media and ai. What must follow an event in another feature is a {@link io.vigil.event.NoticeSink}, called inside
 * the session that records it.
 */
package io.vigil.event;
