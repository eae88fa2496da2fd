package io.vigil.media;

/**
 * A picture out of a clip.
 *
 * @param jpeg at most 1280 pixels wide
 * @param offsetMs milliseconds from the start of the clip
 * @param width in pixels
 * @param height in pixels
 */
public record Frame(byte[] jpeg, int offsetMs, int width, int height) {
}
