/**
 * Tells people: {@link io.vigil.delivery.DeliveryService} takes what there is to tell in the session that records it, makes one
 * delivery of it for each channel and recipient, and sends each until it has arrived. A way to people is a
 * {@link io.vigil.delivery.Channel}; each has a folder of its own. How notices come to channels is in {@code outbox}, what
 * became of them in {@code ledger}.
 */
package io.vigil.delivery;
