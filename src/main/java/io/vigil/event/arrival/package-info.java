/**
 * Events that are told live and whose media come later: stored many in a statement ({@link io.vigil.event.arrival.Arrivals}),
 * their pictures and clips added when they are there ({@link io.vigil.event.arrival.LateMedia}). For features that watch
 * cameras.
 */
package io.vigil.event.arrival;
