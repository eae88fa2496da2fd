package io.vigil.event.arrival;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.micrometer.core.instrument.MeterRegistry;
import io.vigil.ai.MetadataDescriber;
import io.vigil.event.EventKind;
import io.vigil.event.NoticeSink.Notice;
import io.vigil.event.NoticeSink.Stage;
import io.vigil.event.arrival.Arrival.Stored;
import io.vigil.event.arrival.Arrival.Upgrade;
import io.vigil.event.internal.Announcer;
import io.vigil.session.SessionContext;

/**
 * Stores events that are told live, before there is a picture of them. Part of the caller's session, so that the caller's own
 * rows and the events commit together; people are told of them as of any other.
 */
@Singleton
public class Arrivals {

    private final ArrivalRows rows;
    private final Announcer announcer;
    private final MetadataDescriber metadata;
    private final ObjectMapper json;
    private final Clock clock;
    private final MeterRegistry registry;

    Arrivals(ArrivalRows rows, Announcer announcer, MetadataDescriber metadata, ObjectMapper json, Clock clock,
            MeterRegistry registry) {
        this.rows = rows;
        this.announcer = announcer;
        this.metadata = metadata;
        this.json = json;
        this.clock = clock;
        this.registry = registry;
    }

    /** A row of JSON that PostgreSQL reads. */
    record Line(UUID id, UUID cameraId, String source, String externalId, String kind, int priority, String occurredAt,
            String dueAt, String sentence, List<String> objects, String detectionType, boolean isRing, String sound) {
    }

    /** Stores those that are not there yet, all of one source, in one statement or two; answers by external id. */
    public Map<String, Stored> store(List<Arrival> arrivals) {
        if (arrivals.isEmpty()) {
            return Map.of();
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<Line> lines = arrivals.stream().map(this::line).toList();
        Set<UUID> inserted = SessionContext.call("event.store-arrivals", db -> rows.insert(db, text(lines), now));
        Map<String, Stored> stored = new HashMap<>();
        Set<String> known = new TreeSet<>();
        for (Arrival arrival : arrivals) {
            if (inserted.contains(arrival.id())) {
                stored.put(arrival.externalId(), new Stored(arrival.id(), true));
            } else {
                known.add(arrival.externalId());
            }
        }
        SessionContext.afterCommit("event.count-arrivals", () -> count(arrivals, inserted));
        if (!known.isEmpty()) {
            rows.known(SessionContext.current(), arrivals.get(0).source(), text(known))
                    .forEach((externalId, id) -> stored.putIfAbsent(externalId, new Stored(id, false)));
        }
        announcer.announce(arrivals.stream().filter(arrival -> inserted.contains(arrival.id()))
                .map(arrival -> new Notice(Stage.STORED, arrival.id(), arrival.cameraId(), arrival.cameraName(),
                        arrival.kind(), arrival.occurredAt(), sentence(arrival.kind(), arrival.sound(), arrival.cameraName()),
                        arrival.sound()))
                .toList());
        return stored;
    }

    private Line line(Arrival arrival) {
        EventKind kind = arrival.kind();
        return new Line(arrival.id(), arrival.cameraId(), arrival.source(), arrival.externalId(), kind.word(), kind.priority(),
                arrival.occurredAt().toString(), arrival.dueAt().toString(),
                sentence(kind, arrival.sound(), arrival.cameraName()), arrival.objects(), kind.detectionType(),
                kind == EventKind.RING, arrival.sound());
    }

    private String sentence(EventKind kind, String sound, String cameraName) {
        return sound == null ? metadata.sentence(kind.word(), cameraName) : metadata.soundSentence(sound, cameraName);
    }

    private void count(List<Arrival> arrivals, Set<UUID> inserted) {
        for (Arrival arrival : arrivals) {
            registry.counter("events.received", "kind", arrival.kind().word(), "repeat",
                    String.valueOf(!inserted.contains(arrival.id()))).increment();
        }
    }

    /**
     * Changes what is known of events, in one statement; a text that a model or a client wrote stays, behind what was heard.
     */
    public void upgrade(List<Upgrade> upgrades) {
        if (upgrades.isEmpty()) {
            return;
        }
        List<Line> lines = upgrades.stream().map(this::line).toList();
        Map<UUID, String> texts = SessionContext.call("event.upgrade-arrivals", db -> rows.upgrade(db, text(lines)));
        announcer.announce(upgrades.stream().filter(upgrade -> upgrade.isTold() && texts.containsKey(upgrade.eventId()))
                .map(upgrade -> new Notice(Stage.UPGRADED, upgrade.eventId(), upgrade.cameraId(), upgrade.cameraName(),
                        upgrade.kind(), upgrade.occurredAt(), texts.get(upgrade.eventId()), upgrade.sound()))
                .toList());
    }

    private Line line(Upgrade upgrade) {
        EventKind kind = upgrade.kind();
        return new Line(upgrade.eventId(), upgrade.cameraId(), null, null, kind.word(), kind.priority(),
                upgrade.occurredAt().toString(), null, sentence(kind, upgrade.sound(), upgrade.cameraName()),
                upgrade.objects(), kind.detectionType(), kind == EventKind.RING, upgrade.sound());
    }

    /** These events await nothing any more: those that nobody has begun with are due now, and described soon. */
    public void release(List<UUID> eventIds) {
        if (!eventIds.isEmpty()) {
            String ids = eventIds.stream().map(UUID::toString).collect(Collectors.joining(","));
            SessionContext.run("event.release-arrivals", db -> {
                rows.release(db, ids, clock.instant());
            });
            announcer.wake();
        }
    }

    /** Whether the caller's session was committed is not known; outside any session, and before it is tried again. */
    public void unsure() {
        announcer.unsure();
    }

    private String text(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
