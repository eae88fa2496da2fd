package io.vigil.protect.detection;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Singleton;

import org.hibernate.Session;
import org.hibernate.id.uuid.UuidVersion7Strategy;

import io.micrometer.core.instrument.MeterRegistry;
import io.vigil.event.arrival.Arrival;
import io.vigil.event.arrival.Arrival.Stored;
import io.vigil.event.arrival.Arrival.Upgrade;
import io.vigil.event.arrival.Arrivals;
import io.vigil.event.arrival.LateMedia;
import io.vigil.event.arrival.LateMedia.Lack;
import io.vigil.protect.ProtectConfig;
import io.vigil.protect.client.EventChange;
import io.vigil.protect.detection.Decisions.Told;
import io.vigil.protect.fetching.MediaFetcher;
import io.vigil.protect.fetching.MediaPlan;
import io.vigil.protect.fetching.MediaPlan.Span;
import io.vigil.protect.fetching.MediaPlan.Wanted;
import io.vigil.protect.fetching.MediaRows;
import io.vigil.protect.fetching.ReachableControllers.Offer;
import io.vigil.session.SessionContext;

/**
 * Works on changes that one controller told, in the session of its caller: unites them with what was told before, decides, and
 * stores what follows. However many they are, it takes about ten statements; whatever is told again changes nothing.
 */
@Singleton
public class Intake {

    private static final int PAGE = 500;

    private final NativeEventRows rows;
    private final MediaRows media;
    private final MediaPlan plan;
    private final Cooldowns cooldowns;
    private final Arrivals arrivals;
    private final LateMedia late;
    private final MediaFetcher fetcher;
    private final ProtectConfig.Events config;
    private final Clock clock;
    private final MeterRegistry registry;

    Intake(NativeEventRows rows, MediaRows media, MediaPlan plan, Cooldowns cooldowns, Arrivals arrivals, LateMedia late,
            MediaFetcher fetcher, ProtectConfig config, Clock clock, MeterRegistry registry) {
        this.rows = rows;
        this.media = media;
        this.plan = plan;
        this.cooldowns = cooldowns;
        this.arrivals = arrivals;
        this.late = late;
        this.fetcher = fetcher;
        this.config = config.events();
        this.clock = clock;
        this.registry = registry;
    }

    /** Those that are worth a session; the others are counted. */
    public List<EventChange> ofInterest(List<EventChange> changes) {
        List<EventChange> ofInterest = new ArrayList<>(changes.size());
        for (EventChange change : changes) {
            if (change.type() == null || Seen.isOfInterest(change.type())) {
                ofInterest.add(change);
            } else {
                registry.counter("protect.events.skipped", "type", Seen.label(change.type())).increment();
            }
        }
        return ofInterest;
    }

    /** Stores what follows from the changes. Nothing does once the controller is removed. */
    public void take(Session db, UUID controllerId, List<EventChange> changes, Offer offer) {
        Optional<Boolean> hasAccount = rows.lock(db, controllerId);
        if (hasAccount.isEmpty()) {
            return;
        }
        Tally tally = new Tally();
        List<NativeEvent> known = rows.known(db, controllerId, changes.stream().map(EventChange::id).distinct().toList());
        Decisions decisions = new Decisions(known, WatchedCamera.of(db, controllerId), tally);
        changes.forEach(decisions::take);
        follow(db, controllerId, decisions, offer, hasAccount.get());
        SessionContext.afterCommit("protect.book-tally", () -> tally.book(registry));
    }

    /** Nobody knows whether the session of a take was committed; it is to be tried again. */
    public void unsure() {
        arrivals.unsure();
        fetcher.wake();
    }

    private void follow(Session db, UUID controllerId, Decisions decisions, Offer offer, boolean hasAccount) {
        decisions.remember(rows.near(db, controllerId, decisions.windows()));
        decisions.decide();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        arrivals.upgrade(decisions.grown().stream().map(Intake::upgrade).toList());
        store(db, controllerId, decisions.news(), offer.isHeld(), offer.hasRecordings().orElse(hasAccount), now);
        media.ended(db, spans(decisions.ended()), plan, now);
        cooldowns.book(db, decisions.cooldowns());
        rows.save(db, controllerId, decisions.all(), now);
    }

    /** Media are asked for even if nobody holds the controller now: somebody may soon; but then no event waits for them. */
    private void store(Session db, UUID controllerId, List<Told> news, boolean isHeld, boolean hasRecordings, Instant now) {
        String source = "protect:" + controllerId;
        List<Arrival> arriving = new ArrayList<>(news.size());
        Map<UUID, List<Wanted>> wanted = new HashMap<>();
        for (Told told : news) {
            NativeEvent event = told.event();
            UUID id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
            List<Wanted> files = plan.of(span(id, event), told.seen().kind(), hasRecordings, now);
            wanted.put(id, files);
            boolean waits = isHeld && files.stream().anyMatch(Wanted::awaited);
            arriving.add(new Arrival(id, told.camera().id(), told.camera().name(), source, event.nativeId, told.seen().kind(),
                    told.seen().sound(), told.objects(), event.startedAt, waits ? now.plus(config.mediaWait()) : now));
        }
        Map<String, Stored> stored = arrivals.store(arriving);
        List<Wanted> files = new ArrayList<>();
        List<Lack> lacks = new ArrayList<>();
        for (Told told : news) {
            Stored as = stored.get(told.event().nativeId);
            if (as != null) {
                told.event().eventId = as.eventId();
                List<Wanted> own = wanted.get(as.eventId());
                if (own != null && own.isEmpty()) {
                    lacks.add(new Lack(as.eventId(), "snapshot"));
                } else if (own != null) {
                    files.addAll(own);
                }
            }
        }
        media.add(db, controllerId, files, now);
        late.lack(lacks);
        if (!files.isEmpty()) {
            SessionContext.afterCommit("protect.wake-fetcher", fetcher::wake);
        }
    }

    /** Of those that are events themselves. */
    private static List<Span> spans(List<NativeEvent> events) {
        return events.stream().filter(event -> event.eventId != null && event.joinedTo == null)
                .map(event -> span(event.eventId, event)).toList();
    }

    private static Span span(UUID eventId, NativeEvent event) {
        return new Span(eventId, event.nativeId, event.startedAt, event.endedAt, event.live);
    }

    private static Upgrade upgrade(Told told) {
        return new Upgrade(told.event().eventId, told.camera().id(), told.camera().name(), told.seen().kind(),
                told.seen().sound(), told.objects(), told.event().startedAt, told.isOther());
    }

    /** Ends what is open since before the connection was lost; answers whether there may be more. */
    public boolean endOpen(Session db, UUID controllerId, Instant lostAt, Offer offer) {
        return endedPage(db, controllerId, lostAt, lostAt, offer);
    }

    /** Ends what is open for so long that nobody will tell its end; answers whether there may be more. */
    boolean endForgotten(Session db, UUID controllerId, Instant before, Offer offer) {
        return endedPage(db, controllerId, before, null, offer);
    }

    /** What ended without a word of what it was is decided then. */
    private boolean endedPage(Session db, UUID controllerId, Instant before, Instant endedAt, Offer offer) {
        Optional<Boolean> hasAccount = rows.lock(db, controllerId);
        if (hasAccount.isEmpty()) {
            return false;
        }
        List<NativeEvent> ended = rows.endOpen(db, controllerId, before, endedAt, config.forgotten().toSeconds(), PAGE,
                clock.instant());
        if (!ended.isEmpty()) {
            Tally tally = new Tally();
            Decisions decisions = new Decisions(ended, WatchedCamera.of(db, controllerId), tally);
            decisions.reconsider(ended);
            follow(db, controllerId, decisions, offer, hasAccount.get());
            SessionContext.afterCommit("protect.book-ended", () -> tally.book(registry));
        }
        return ended.size() == PAGE;
    }
}
