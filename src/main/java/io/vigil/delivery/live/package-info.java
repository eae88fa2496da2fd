/**
 * What clients hear while they are connected, by {@code /ws}: {@link io.vigil.delivery.live.LiveEndpoint}. Whatever is told, by
 * the outbox or through {@link io.vigil.web.live.LiveSink}, becomes a row that every process reads and hands to its clients, so
 * that it does not matter which of them a client is connected to.
 */
package io.vigil.delivery.live;
