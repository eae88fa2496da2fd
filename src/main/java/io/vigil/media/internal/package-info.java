/** The decoders, the outside program and the sweeper behind {@code media}. Nobody outside {@code media} may use it. */
package io.vigil.media.internal;
