/**
 * All events go, and what was written about them; cameras, rules, people and settings stay. {@link io.vigil.system.wipe.Wipe}
 * does it in one {@link io.vigil.system.wipe.WipeRun} or several, {@link io.vigil.system.wipe.WipedTable} says what goes
 * besides events. Nobody uses it.
 */
package io.vigil.system.wipe;
