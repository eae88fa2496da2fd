/**
 * Pictures and clips as files: checked ({@link io.vigil.media.Pictures}, {@link io.vigil.media.Clips}) and kept
 * ({@link io.vigil.media.MediaStore}). Values in, values out; knows no other feature, but answers bad files as web problems.
 * <p>
 * A kept file is known by its {@link io.vigil.media.MediaFile} alone: an id and a type, never a path. Whoever owns the row that
 * names it keeps the file first and writes the row after, and deletes the row first and the file after. Files are slow, so
 * everything here refuses to work while a session is open.
 */
package io.vigil.media;
