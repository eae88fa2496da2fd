/**
 * Web Push (RFC 8030): which browsers of which users subscribed, what each wants to be told, and the channel that tells them.
 * Others know it as a {@link io.vigil.delivery.Channel}; what goes over the wire is made in {@code push.wire}.
 */
package io.vigil.delivery.push;
