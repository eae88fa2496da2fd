/**
 * Pictures and clips as files: checked ({@link io.vigil.media.Pictures}, {@link io.vigil.media.Clips}) and kept
 * ({@link io.vigil.media.MediaStore}); and what is to be seen and heard in clips ({@link io.vigil.media.FrameExtractor},
 * {@link io.vigil.media.AudioExtractor}). Values in, values out; knows no other feature, but answers bad files as web problems.
 * <p>
 * A kept file is known by its {@link io.vigil.media.MediaFile} alone: an id and a type, never a path. Whoever owns the row that
 * names it keeps the file first and writes the row after, and deletes the row first and the file after. Files are slow, so
 * everything here refuses to work while a session is open. What no row names is taken away after a while: whoever has such rows
 * is a {@link io.vigil.media.MediaOwner}.
 */
package io.vigil.media;
