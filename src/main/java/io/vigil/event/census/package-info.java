/**
 * Looks whether the files that events name are there and what they take ({@link io.vigil.event.census.MediaCensus}), the other
 * half of what the sweeper of media does. Nobody uses it; it is a schedule of its own.
 */
package io.vigil.event.census;
