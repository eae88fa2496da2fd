package io.vigil.event.correlation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Unites what belongs together. Its nodes are events without a group and whole groups, since the events of a group are united
 * already.
 */
final class Groups {

    private final Map<String, String> parents = new HashMap<>();
    private final Set<String> groups = new HashSet<>();

    /**
     * An event without a group, or a group.
     *
     * @param label the id of the event, or of the group
     */
    record Node(String label, boolean isGroup) {
    }

    /**
     * What has to change: the node belongs to that group from now on.
     *
     * @param groupId never the node's own
     */
    record Move(String label, boolean isGroup, String groupId) {
    }

    /** Both belong together. */
    void unite(Node one, Node other) {
        String root = root(one);
        String joining = root(other);
        if (!root.equals(joining)) {
            parents.put(joining, root);
        }
    }

    private String root(Node node) {
        if (node.isGroup()) {
            groups.add(node.label());
        }
        String label = node.label();
        while (!parents.computeIfAbsent(label, same -> same).equals(label)) {
            label = parents.get(label);
        }
        return label;
    }

    /**
     * The smallest group of those that meet goes on; where there is none, one begins that is called like the smallest event.
     */
    List<Move> moves() {
        Map<String, Set<String>> components = new HashMap<>();
        for (String label : parents.keySet()) {
            components.computeIfAbsent(root(new Node(label, groups.contains(label))), root -> new TreeSet<>()).add(label);
        }
        return components.values().stream().filter(component -> component.size() > 1).map(this::movesOf)
                .flatMap(Collection::stream).toList();
    }

    private List<Move> movesOf(Set<String> component) {
        String groupId = component.stream().filter(groups::contains).findFirst().orElse(component.iterator().next());
        List<Move> moves = new ArrayList<>();
        for (String label : component) {
            if (!groups.contains(label) || !label.equals(groupId)) {
                moves.add(new Move(label, groups.contains(label), groupId));
            }
        }
        return moves;
    }
}
