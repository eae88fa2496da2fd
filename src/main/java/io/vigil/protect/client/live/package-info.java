/** What controllers tell live: sockets, messages and their meaning; for {@code io.vigil.protect.client} only. */
package io.vigil.protect.client.live;
