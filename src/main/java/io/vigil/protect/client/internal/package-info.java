/** How the two protocols work on the wire; for {@code io.vigil.protect.client} only. */
package io.vigil.protect.client.internal;
