/**
 * The pictures and clips of events over HTTP: names are read in a session, the bytes go out without one. Files are kept and
 * made elsewhere: {@link io.vigil.event.EventIngest}, {@link io.vigil.event.internal.EventMedia}.
 */
package io.vigil.event.media;
