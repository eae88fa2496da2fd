/**
 * How old events and old clips go, for whoever decides which: {@link io.vigil.event.removal.OldEvents}, a page in each session,
 * row first and file after; clips by {@link io.vigil.event.removal.OldClips}. Used by {@code system}.
 */
package io.vigil.event.removal;
