package io.vigil.protect.fetching;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.inject.Singleton;

import org.hibernate.Session;
import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.vigil.event.arrival.Arrivals;
import io.vigil.event.arrival.LateMedia;
import io.vigil.event.arrival.LateMedia.Attachment;
import io.vigil.event.arrival.LateMedia.Kept;
import io.vigil.event.arrival.LateMedia.Lack;
import io.vigil.media.MediaException;
import io.vigil.protect.ProtectConfig;
import io.vigil.protect.client.ControllerException;
import io.vigil.protect.fetching.MediaPlan.What;
import io.vigil.protect.fetching.MediaRows.Claimed;
import io.vigil.protect.fetching.MediaRows.Expired;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.web.ProblemException;

/** What comes of asking for a picture or a clip: attached, asked for again, or given up with the reason on record. */
@Singleton
class MediaRecord {

    private static final Logger LOG = Logger.getLogger(MediaRecord.class);
    private static final int PAGE = 500;
    private static final Duration LONGEST_CLIP = Duration.ofSeconds(60);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    private static final Duration FOREIGN_WAIT = Duration.ofMinutes(1);
    /** How long somebody may look at the picture that is to be replaced, before that is tried again. */
    private static final Duration LOOKING = Duration.ofSeconds(5);

    private final MediaRows rows;
    private final LateMedia media;
    private final Arrivals arrivals;
    private final ProtectConfig.Events config;
    private final Clock clock;
    private final MeterRegistry registry;

    MediaRecord(MediaRows rows, LateMedia media, Arrivals arrivals, ProtectConfig config, Clock clock, MeterRegistry registry) {
        this.rows = rows;
        this.media = media;
        this.arrivals = arrivals;
        this.config = config.events();
        this.clock = clock;
        this.registry = registry;
    }

    /** Where the clip of an event begins. */
    Instant clipStart(Claimed claimed) {
        return claimed.startedAt().minus(MediaPlan.AROUND);
    }

    /** Where it ends, be it that the event went on. */
    Instant clipEnd(Claimed claimed) {
        Instant end = claimed.endedAt() == null ? claimed.startedAt().plus(config.longestOpen()) : claimed.endedAt();
        Instant last = clipStart(claimed).plus(LONGEST_CLIP);
        Instant wanted = (end.isBefore(claimed.startedAt()) ? claimed.startedAt() : end).plus(MediaPlan.AROUND);
        return wanted.isAfter(last) ? last : wanted;
    }

    /** The file is here; answers what is to be attached, or empty if it is no good or nothing can be kept. */
    Optional<Kept> keep(Claimed claimed, Path file) {
        try {
            return Optional.of(claimed.what() == What.CLIP ? media.keepClip(claimed.eventId(), file)
                    : media.keepPicture(claimed.eventId(), file));
        } catch (ProblemException e) {
            if (e.status() == 503) {
                later(claimed, e.getMessage(), null);
            } else {
                giveUp(claimed, "What the controller sent is no good: " + e.getMessage());
            }
        } catch (MediaException e) {
            if (e.isDiskFull()) {
                giveUp(claimed, e.getMessage());
            } else {
                later(claimed, e.getMessage(), null);
            }
        }
        return Optional.empty();
    }

    /** Attaches what was kept; the event's own picture takes the place of the one of now. May be called again if it fails. */
    void attach(Claimed claimed, Kept kept) {
        Attachment attachment = media.attach(kept, claimed.what() == What.THUMBNAIL, (db, found) -> {
            switch (found) {
                case ATTACHED -> rows.attached(db, claimed);
                case UNWANTED -> rows.end(db, claimed, "unwanted", null);
                case LATER -> rows.postpone(db, claimed, clock.instant().plus(LOOKING), "The event is being described");
            }
            arrivals.release(rows.nothingLeft(db, Set.of(claimed.eventId())));
        });
        count(claimed.what(), switch (attachment) {
            case ATTACHED -> "attached";
            case UNWANTED -> "unwanted";
            case LATER -> "postponed";
        });
    }

    /** What was kept will not be attached. */
    void drop(Kept kept) {
        media.drop(kept);
    }

    /** The controller did not give it. */
    void failed(Claimed claimed, Throwable failure) {
        if (!(failure instanceof ControllerException reason)) {
            LOG.errorf(failure, "A %s could not be fetched", claimed.what().word());
            later(claimed, "It failed unexpectedly", null);
        } else if (reason.kind() == ControllerException.Kind.GONE) {
            giveUp(claimed, reason.getMessage());
        } else {
            later(claimed, reason.getMessage(), reason.retryAfter());
        }
    }

    private void later(Claimed claimed, String reason, Duration retryAfter) {
        Duration wait = backoff(claimed.attempt());
        if (claimed.what() == What.THUMBNAIL && MediaPlan.isForeign(claimed.nativeId())) {
            // Until the history tells the id that the picture goes by.
            wait = wait.plus(FOREIGN_WAIT);
        }
        if (retryAfter != null && retryAfter.compareTo(wait) > 0) {
            // At least as long as the controller asked, and not all at the same moment.
            wait = retryAfter.plus(backoff(1));
        }
        Instant next = clock.instant().plus(wait);
        if (next.isAfter(claimed.giveUpAt())) {
            giveUp(claimed, reason);
        } else {
            SessionContext.session("protect.postpone-media").rootOnly().within(Budget.REQUEST)
                    .run(db -> rows.postpone(db, claimed, next, reason));
            count(claimed.what(), "postponed");
        }
    }

    /** Doubles with each attempt up to the longest, less a random half, so that many do not come back together. */
    private static Duration backoff(int attempt) {
        long wait = Math.min(LONGEST_WAIT.toMillis(), FIRST_WAIT.toMillis() << Math.min(attempt - 1, 20));
        return Duration.ofMillis(wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1));
    }

    private void giveUp(Claimed claimed, String reason) {
        SessionContext.session("protect.give-media-up").rootOnly().within(Budget.REQUEST).run(db -> {
            rows.holdEvent(db, claimed.eventId());
            if (rows.end(db, claimed, "given_up", reason)) {
                lack(db, List.of(new Expired(claimed.eventId(), claimed.what())));
            }
        });
        count(claimed.what(), "given_up");
    }

    /** Gives up what nobody fetched in time, whoever should have. */
    void expire() {
        List<Expired> expired;
        do {
            expired = SessionContext.session("protect.expire-media").rootOnly().within(Budget.REQUEST).call(db -> {
                List<Expired> page = rows.expire(db, PAGE, clock.instant());
                lack(db, page);
                return page;
            });
            expired.forEach(one -> count(one.what(), "given_up"));
        } while (expired.size() == PAGE);
    }

    /** These will not come; of two pictures the other one still may. */
    private void lack(Session db, List<Expired> gone) {
        if (gone.isEmpty()) {
            return;
        }
        List<UUID> pictures = gone.stream().filter(one -> one.what() != What.CLIP).map(Expired::eventId).toList();
        Set<UUID> hopeful = new HashSet<>(rows.hopeful(db, pictures));
        List<Lack> lacks = new ArrayList<>();
        for (Expired one : gone) {
            if (one.what() == What.CLIP || !hopeful.contains(one.eventId())) {
                lacks.add(new Lack(one.eventId(), one.what() == What.CLIP ? "clip" : "snapshot"));
            }
        }
        media.lack(lacks);
        arrivals.release(rows.nothingLeft(db, gone.stream().map(Expired::eventId).distinct().toList()));
    }

    private void count(What what, String outcome) {
        registry.counter("protect.media", "what", what.word(), "outcome", outcome).increment();
    }
}
