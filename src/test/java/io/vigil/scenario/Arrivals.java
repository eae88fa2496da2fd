package io.vigil.scenario;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What arrived at the receivers of one channel.
 *
 * @param all in order
 */
record Arrivals(String channel, List<Arrival> all) {

    /** A recipient and an event of which it was told. */
    record Told(String recipient, String eventId) {
    }

    /**
     * One arrival.
     *
     * @param deliveryId as the receiver was told it; empty where the channel has no place for it
     */
    record Arrival(Told told, String deliveryId) {
    }

    /** Of whom and what was told at least once. */
    Set<Told> told() {
        return all.stream().map(Arrival::told).collect(Collectors.toSet());
    }

    /** How many were repeats. */
    int repeats() {
        return all.size() - told().size();
    }

    /** Those that arrived under more than one id. */
    Set<Told> ofSeveralIds() {
        Map<Told, Set<String>> ids = all.stream().collect(Collectors.groupingBy(Arrival::told,
                Collectors.mapping(Arrival::deliveryId, Collectors.toSet())));
        return ids.entrySet().stream().filter(one -> one.getValue().size() > 1).map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Those of these recipients and events that did not arrive. */
    Set<Told> missing(Set<String> recipients, Set<String> events) {
        Set<Told> missing = new HashSet<>();
        recipients.forEach(recipient -> events.forEach(event -> missing.add(new Told(recipient, event))));
        missing.removeAll(told());
        return missing;
    }
}
