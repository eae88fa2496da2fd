package io.vigil.protect.client;

import java.time.Duration;

/**
 * How long a controller is waited for.
 *
 * @param answer the longest wait for a connection, and for a whole answer that is not a file
 * @param file the longest wait for a whole file
 * @param queue the longest wait for a turn under the controller's rate limit
 * @param pingEvery how often a live socket is pinged
 * @param silence after how long without any word a live socket is given up
 */
public record Limits(Duration answer, Duration file, Duration queue, Duration pingEvery, Duration silence) {
}
