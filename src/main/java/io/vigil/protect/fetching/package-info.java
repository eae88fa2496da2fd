/**
 * Pictures and clips for events that are stored: which there should be ({@link io.vigil.protect.fetching.MediaPlan}), the rows
 * that remember it, and who gets them ({@link io.vigil.protect.fetching.MediaFetcher}). For {@code io.vigil.protect} only.
 */
package io.vigil.protect.fetching;
