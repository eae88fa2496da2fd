package io.vigil.event.digestible;

import java.util.Map;

/**
 * How many events of what there were. Each event has one type: {@code ring}, {@code person}, {@code package}, {@code vehicle},
 * {@code animal}, {@code audio}, or {@code motion} for what nobody knows more of.
 *
 * @param byType the most frequent first
 * @param byCamera by the camera's name, likewise
 * @param alerts that an alert was raised for
 * @param rings of a doorbell
 * @param packages that a package is seen in, or a carrier
 * @param byCarrier whose delivery it was, such as {@code ups}
 * @param byPart by the number of the range's part, from 0
 */
public record Figures(long events, Map<String, Long> byType, Map<String, Long> byCamera, long alerts, long rings, long packages,
        Map<String, Long> byCarrier, Map<Integer, Long> byPart) {
}
