package io.vigil.event;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.hibernate.Session;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vigil.ai.AiService;
import io.vigil.ai.spending.Spending;
import io.vigil.event.reprocessing.JobNews;
import io.vigil.event.reprocessing.JobView;
import io.vigil.event.reprocessing.NewReprocessing;
import io.vigil.event.reprocessing.ReprocessingJobs;
import io.vigil.event.reprocessing.SecondLooks;
import io.vigil.event.reprocessing.SecondLooks.Candidate;
import io.vigil.event.reprocessing.SecondLooks.Waiting;
import io.vigil.session.Budget;
import io.vigil.session.SchemaReady;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.web.ProblemException;
import io.vigil.web.live.LiveSink;

/**
 * Has events described again: one that somebody asks for, many by a job, and by itself what waits for money or could not be
 * described before. It only makes rows due; {@link EventProcessor} takes them through the pipeline as it does all others, and
 * an event keeps its text until there is a new one.
 */
@Singleton
public class ReprocessingService {

    private static final Logger LOG = Logger.getLogger(ReprocessingService.class);
    private static final int LOOKS_PER_HOUR = 3;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration TRY_AGAIN = Duration.ofMinutes(1);
    private static final String NO_PROVIDER = "No AI provider is configured";

    private final AiService ai;
    private final Spending spending;
    private final EventProcessor processor;
    private final LiveSink live;
    private final Clock clock;
    private volatile boolean ready;

    ReprocessingService(AiService ai, Spending spending, EventProcessor processor, LiveSink live, Clock clock) {
        this.ai = ai;
        this.spending = spending;
        this.processor = processor;
        this.live = live;
        this.clock = clock;
    }

    void start(@Observes SchemaReady schema) {
        ready = true;
    }

    /**
     * Has one event described again, ahead of all jobs; returns once that is on record, with what it was before.
     *
     * @param mode what the model is to be shown, in the contract's word
     * @throws ProblemException 404 without the event, 400 if it cannot be shown like that, 409 while it is being looked at, 429
     *         beyond three times an hour, 503 if there is nobody to ask
     */
    public Candidate reanalyze(UUID eventId, String mode) {
        boolean configured = ai.isConfigured();
        Instant now = clock.instant();
        Candidate before = SessionContext.session("event.reanalyze").rootOnly().within(Budget.REQUEST).call(db -> {
            Candidate event = SecondLooks.lock(db, eventId).orElseThrow(() -> ProblemException.notFound("event", eventId));
            requirePossible(event, mode);
            if (!configured) {
                throw ProblemException.unavailable(NO_PROVIDER, TRY_AGAIN);
            }
            if (event.isBeingLookedAt()) {
                throw ProblemException.conflict("The event is being looked at right now");
            }
            List<Instant> requests = SecondLooks.requests(db, eventId, now.minus(HOUR));
            if (requests.size() >= LOOKS_PER_HOUR) {
                Instant free = requests.get(LOOKS_PER_HOUR - 1).plus(HOUR);
                throw ProblemException.tooMany("An event can be looked at again " + LOOKS_PER_HOUR + " times an hour",
                        Duration.between(now, free).plusSeconds(1));
            }
            SecondLooks.ask(db, eventId, mode, now.minus(HOUR), now);
            return event;
        });
        processor.wake();
        return before;
    }

    private static void requirePossible(Candidate event, String mode) {
        if (!event.hasPicture()) {
            throw ProblemException.badRequest("no_picture", "The event has neither a picture nor a clip to look at");
        }
        if (!mode.equals("single_frame") && !event.sourceType().equals("protect")) {
            throw ProblemException.badRequest("mode_not_possible",
                    "Events of " + event.sourceType() + " cameras can only be looked at as single_frame");
        }
        if (!mode.equals("single_frame") && !event.hasClip()) {
            throw ProblemException.badRequest("mode_not_possible", "The event has no clip to look at");
        }
    }

    /** How many events a job would look at. */
    public long estimate(NewReprocessing filters) {
        return SessionContext.session("event.reprocess-estimate").asReadOnly().within(Budget.REQUEST)
                .call(db -> ReprocessingJobs.count(db, filters, clock.instant()));
    }

    /**
     * Begins a job; it goes on by itself, whichever replica runs, until it is through or cancelled.
     *
     * @throws ProblemException 400 for a range that ends before it begins, 409 if a job is running, 503 if there is nobody to
     *         ask
     */
    public JobView start(NewReprocessing filters) {
        if (filters.startDate() != null && filters.endDate() != null && filters.endDate().isBefore(filters.startDate())) {
            throw ProblemException.badRequest("bad_range", "end_date is before start_date");
        }
        if (!ai.isConfigured()) {
            throw ProblemException.unavailable(NO_PROVIDER, TRY_AGAIN);
        }
        UUID id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        Optional<JobView> started = SessionContext.session("event.reprocess-start").rootOnly().within(Budget.REQUEST)
                .call(db -> ReprocessingJobs.start(db, id, filters, clock.instant()));
        return started.orElseThrow(() -> ProblemException.conflict("Another reprocessing job is running"));
    }

    /** The job that was begun last, running or not. */
    public Optional<JobView> newest() {
        return SessionContext.session("event.reprocess-newest").asReadOnly().within(Budget.REQUEST)
                .call(db -> ReprocessingJobs.newest(db, clock.instant()));
    }

    /** Ends the running job; what it has changed stays, and what is just being described is still recorded. */
    public JobView cancel() {
        return end("cancelled", null).orElseThrow(() -> ProblemException.notFound("running", "reprocessing job"));
    }

    private Optional<JobView> end(String status, String error) {
        return SessionContext.session("event.reprocess-end").rootOnly().within(Budget.REQUEST).call(db -> {
            Optional<JobView> ended = ReprocessingJobs.end(db, status, error, clock.instant());
            ended.ifPresent(job -> JobNews.tell(live, job));
            return ended;
        });
    }

    /** Asks the database what there is to do, with one SELECT where there is nothing. */
    @Scheduled(every = "5s", concurrentExecution = ConcurrentExecution.SKIP)
    void tick() {
        if (!ready) {
            return;
        }
        try {
            Waiting waiting = SessionContext.session("event.second-looks").asReadOnly().within(Budget.REQUEST)
                    .call(db -> SecondLooks.waiting(db, clock.instant()));
            if (!waiting.nothing() && goOn(waiting) > 0) {
                processor.wake();
            }
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            LOG.debugf("No database to look for second looks in: %s", e.getMessage());
        }
    }

    private int goOn(Waiting waiting) {
        boolean configured = ai.isConfigured();
        boolean money = !spending.status().paused();
        if (waiting.job() && !configured) {
            end("failed", NO_PROVIDER);
        }
        return SessionContext.session("event.second-looks-step").rootOnly().call(db -> step(db, waiting, configured, money));
    }

    private int step(Session db, Waiting waiting, boolean configured, boolean money) {
        Instant now = clock.instant();
        int due = 0;
        if (waiting.job()) {
            due = ReprocessingJobs.step(db, money, now);
            ReprocessingJobs.newest(db, now).ifPresent(job -> JobNews.tell(live, job));
        }
        if (waiting.paused() && money) {
            due += SecondLooks.resume(db, now);
        }
        if (waiting.undescribed() && configured && money) {
            due += SecondLooks.lookAtUndescribed(db, now);
        }
        return due;
    }
}
