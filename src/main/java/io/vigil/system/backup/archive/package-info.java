/**
 * The file that a backup is: what it holds ({@link io.vigil.system.backup.archive.BackupTable},
 * {@link io.vigil.system.backup.archive.Manifest}), how it is written and how it is checked before it is believed. For the
 * folders above and beside it.
 */
package io.vigil.system.backup.archive;
