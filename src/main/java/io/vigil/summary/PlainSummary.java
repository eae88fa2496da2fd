package io.vigil.summary;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.vigil.event.digestible.Figures;
import io.vigil.event.digestible.Told;

/** The text that needs no model, in English: what is known, and nothing that nobody knows. */
final class PlainSummary {

    private static final int MOST_NAMES = 10;
    private static final int MOST_HIGHLIGHTS = 5;
    /** In which order types matter to people. */
    private static final List<String> TYPES = List.of("ring", "person", "audio", "package", "vehicle", "animal", "motion");
    private static final Set<String> SAY_ENOUGH = Set.of("ring", "audio");

    private final Facts facts;
    private final Figures figures;
    private final Moments moments;

    private PlainSummary(Facts facts) {
        this.facts = facts;
        this.figures = facts.figures();
        this.moments = new Moments(facts.wanted());
    }

    /** A sentence of nothing or of one event, figures of more. */
    static String of(Facts facts) {
        PlainSummary summary = new PlainSummary(facts);
        if (facts.figures().events() == 0) {
            return summary.nothing();
        }
        return (facts.figures().events() == 1 ? summary.one(facts.told().get(0)) : summary.many()) + gone(facts);
    }

    /** A sentence to be put behind a text whose range begins before the events that are kept; empty otherwise. */
    static String gone(Facts facts) {
        return facts.keeping().isBegunLater(facts.wanted())
                ? " Events before " + new Moments(facts.wanted()).at(facts.keeping().since().orElseThrow())
                        + " are no longer kept."
                : "";
    }

    private String nothing() {
        if (facts.keeping().isGone(facts.wanted().to())) {
            return "What was recorded " + moments.period() + " is no longer kept.";
        }
        return "Nothing" + (facts.keeping().isBegunLater(facts.wanted()) ? " that is kept" : "") + " was recorded "
                + moments.period() + "." + gone(facts);
    }

    private String one(Told event) {
        return "There was one event " + moments.period() + ": " + highlight(event) + ".";
    }

    private String many() {
        List<String> sentences = new ArrayList<>();
        sentences.add("There were " + figures.events() + " events " + moments.period() + ": " + list(figures.byType()) + ".");
        sentences.add("By camera: " + list(figures.byCamera()) + ".");
        if (figures.rings() > 0) {
            sentences.add("The doorbell rang " + times(figures.rings()) + ".");
        }
        if (figures.packages() > 0) {
            sentences.add("Packages or deliveries were seen " + times(figures.packages())
                    + (figures.byCarrier().isEmpty() ? "" : " (" + list(figures.byCarrier()) + ")") + ".");
        }
        if (figures.alerts() > 0) {
            sentences.add("Alerts were raised for " + figures.alerts() + (figures.alerts() == 1 ? " event." : " events."));
        }
        int busiest = busiestPart();
        if (figures.byPart().size() > 1 && figures.byPart().get(busiest) > 1) {
            sentences.add("The busiest time was " + moments.part(facts.range().parts().get(busiest), facts.endOfPart(busiest))
                    + ", with " + figures.byPart().get(busiest) + " events.");
        }
        List<Told> highlights = highlights();
        if (!highlights.isEmpty()) {
            sentences.add("Among them: " + highlights.stream().map(this::highlight).collect(Collectors.joining("; ")) + ".");
        }
        return String.join(" ", sentences);
    }

    /** The part with the most events, or the first of several. */
    private int busiestPart() {
        int busiest = -1;
        for (Map.Entry<Integer, Long> part : figures.byPart().entrySet()) {
            if (busiest < 0 || part.getValue() > figures.byPart().get(busiest)) {
                busiest = part.getKey();
            }
        }
        return busiest;
    }

    /** Of each type in turn the first that says more than the figures do; a ring and a sound say it undescribed. */
    private List<Told> highlights() {
        Map<String, List<Told>> byType = new LinkedHashMap<>();
        TYPES.forEach(type -> byType.put(type, new ArrayList<>()));
        facts.told().stream().filter(event -> event.isDescribed() || SAY_ENOUGH.contains(event.type()))
                .forEach(event -> byType.get(event.type()).add(event));
        List<Told> highlights = new ArrayList<>();
        for (int turn = 0; highlights.size() < MOST_HIGHLIGHTS && turn < facts.told().size(); turn++) {
            for (List<Told> events : byType.values()) {
                if (turn < events.size() && highlights.size() < MOST_HIGHLIGHTS) {
                    highlights.add(events.get(turn));
                }
            }
        }
        return facts.told().stream().filter(highlights::contains).toList();
    }

    /** Without the full stop that the sentence around it brings. */
    private String highlight(Told event) {
        String text = event.description().replaceAll("\\s+", " ").strip().replaceAll("[.;]+$", "");
        String cut = event.description().length() < Facts.LONGEST_TOLD ? "" : "\u2026";
        // The sentence of the camera names it already.
        String where = event.isDescribed() ? ", " + event.cameraName() : "";
        return moments.at(event.occurredAt()) + where + ": " + text + cut;
    }

    private static String list(Map<String, Long> counts) {
        int more = counts.size() - MOST_NAMES;
        return Stream.concat(counts.entrySet().stream().limit(MOST_NAMES).map(one -> one.getKey() + " " + one.getValue()),
                more > 0 ? Stream.of(more + " more") : Stream.empty()).collect(Collectors.joining(", "));
    }

    private static String times(long count) {
        return count == 1 ? "once" : count + " times";
    }
}
