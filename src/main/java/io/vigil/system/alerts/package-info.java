/**
 * What people are told of the system itself, by the outbox like everything else: a controller that is away, a full disk, a
 * backup that failed. Used by backup.
 */
package io.vigil.system.alerts;
