/**
 * How notices reach their recipients: {@link io.vigil.delivery.outbox.Distribution} makes deliveries of them,
 * {@link io.vigil.delivery.outbox.Sender} sends those. A recipient for whom something waits has a line; whoever holds its
 * lease is the only one who sends to it, on whatever replica. Closed to other features: they use
 * {@link io.vigil.delivery.DeliveryService}.
 */
package io.vigil.delivery.outbox;
