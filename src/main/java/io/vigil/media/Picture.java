package io.vigil.media;

/**
 * A picture that was found good.
 *
 * @param type JPEG or PNG, by its content
 * @param width in pixels
 * @param height in pixels
 * @param thumbnail a JPEG that fits 320 by 180 pixels
 */
public record Picture(MediaType type, int width, int height, byte[] thumbnail) {
}
