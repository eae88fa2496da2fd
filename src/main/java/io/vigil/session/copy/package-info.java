/**
 * Whole tables to a local file and back, inside a session: the named exception to the rule that nothing slow happens in one.
 * For backups ({@code io.vigil.system.backup}) alone, within {@link io.vigil.session.Budget#BACKUP}.
 */
package io.vigil.session.copy;
