/** What the web client's status page shows of the process: whether it is well, and who it says it is. Nobody uses it. */
package io.vigil.system.health;
