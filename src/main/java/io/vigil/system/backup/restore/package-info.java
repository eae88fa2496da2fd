/**
 * The way back: a file is checked, its rows are loaded beside the real ones, its media are put where they were, and one
 * transaction makes the rows real. Until that has committed everything is as it was; from then on everything is restored.
 */
package io.vigil.system.backup.restore;
