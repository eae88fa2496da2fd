/**
 * Backups of the household: rows, media and settings in one file, made and restored while the service runs. Routes and the
 * schedule are here; below lie the file itself ({@code archive}), the way back ({@code restore}) and the lease under which
 * either happens ({@code work}).
 */
package io.vigil.system.backup;
