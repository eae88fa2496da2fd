/** What the household's data take, and whether there is room for more. Nobody uses it. */
package io.vigil.system.storage;
