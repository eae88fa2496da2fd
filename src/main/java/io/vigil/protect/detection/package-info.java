/**
 * From what a controller tells to stored events: {@link io.vigil.protect.detection.Intake} works on the changes, in sessions
 * that its caller opens. For {@code io.vigil.protect} only.
 */
package io.vigil.protect.detection;
