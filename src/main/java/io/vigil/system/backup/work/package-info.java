/** That one backup or restore is under way at a time, on whichever process; how far it has come is in {@code progress}. */
package io.vigil.system.backup.work;
