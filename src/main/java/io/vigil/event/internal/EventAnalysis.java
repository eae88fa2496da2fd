package io.vigil.event.internal;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vigil.ai.AiCall;
import io.vigil.ai.AiConfig;
import io.vigil.ai.AiService;
import io.vigil.ai.MetadataDescriber;
import io.vigil.ai.Question;
import io.vigil.ai.Question.Picture;
import io.vigil.ai.SpeechService;
import io.vigil.ai.Transcript;
import io.vigil.ai.spending.Reservation;
import io.vigil.ai.spending.Spending;
import io.vigil.event.EventConfig;
import io.vigil.event.EventState;
import io.vigil.event.internal.EventMedia.Gathered;
import io.vigil.event.internal.EventMedia.Look;
import io.vigil.event.internal.EventMedia.Shown;
import io.vigil.event.internal.EventMedia.Wanted;
import io.vigil.event.internal.EventQueue.Claimed;
import io.vigil.event.internal.EventQueue.Result;
import io.vigil.media.MediaException;
import io.vigil.media.Sound;
import io.vigil.settings.Settings;
import io.vigil.web.ProblemException;

/**
 * The middle of the pipeline, between claim and record and outside any session: sees and hears what an event's files hold,
 * keeps the money for it, and has it written down and described. All of that ends before the event's lease does.
 */
@Singleton
public class EventAnalysis {

    /** The longest that listening may take of the time there is, so that some is left for the description. */
    private static final int PART_FOR_SPEECH = 3;

    private final EventMedia media;
    private final AiService ai;
    private final SpeechService speech;
    private final Spending spending;
    private final Settlement settlement;
    private final AiConfig aiConfig;
    private final EventConfig config;
    private final Settings settings;
    private final Clock clock;
    private final MeterRegistry registry;

    EventAnalysis(EventMedia media, AiService ai, SpeechService speech, Spending spending, Settlement settlement,
            AiConfig aiConfig, EventConfig config, Settings settings, Clock clock, MeterRegistry registry) {
        this.media = media;
        this.ai = ai;
        this.speech = speech;
        this.spending = spending;
        this.settlement = settlement;
        this.aiConfig = aiConfig;
        this.config = config;
        this.settings = settings;
        this.clock = clock;
        this.registry = registry;
    }

    /**
     * What came of an attempt, to be recorded in one session.
     *
     * @param gathered what the event's files hold, or null if they were not looked into
     * @param reservation the money that was kept, or null; to be settled with the calls
     * @param mode what the model was shown: {@code single_frame} or {@code multi_frame}; null if nothing
     * @param calls all that were made, to be booked
     */
    public record Analysis(Result result, Gathered gathered, Reservation reservation, String mode, List<AiCall> calls) {

        /** Of an event whose files were not looked into. */
        public static Analysis without(Result result) {
            return new Analysis(result, null, null, null, List.of());
        }
    }

    /** What is asked about, and with what money. */
    private record Material(Claimed event, Gathered gathered, List<Shown> shown, String degraded, Reservation kept) {
    }

    /**
     * Looks into the event's files, which takes the thread's time, and asks about them, which takes nobody's. The rest arrives
     * on any thread, an event loop perhaps.
     *
     * @param workers where a question may be put once the sound is written down
     */
    public Uni<Analysis> of(Claimed event, Executor workers) {
        Gathered gathered;
        if (timeFor(event).isNegative()) {
            return given(Analysis.without(Result.notBegun(clock.instant())));
        }
        try {
            gathered = media.gather(new Wanted(event.snapshot(), event.thumbnail(), event.clip(), Look.of(settings),
                    true));
        } catch (ProblemException | MediaException e) {
            return given(Analysis.without(later(event, "The media cannot be read now: " + e.getMessage())));
        }
        Duration time = timeFor(event);
        if (time.isNegative()) {
            return given(unasked(gathered, later(event, "Its files took too long to look into")));
        }
        Optional<Sound.Heard> sound = sound(event, gathered);
        List<Shown> shown = shown(event, gathered);
        if (shown.isEmpty() && sound.isEmpty()) {
            return given(unasked(gathered, unseen(event, gathered)));
        }
        Optional<Reservation> kept = spending.reserve(most(event, shown, sound), event.id(),
                time.plus(config.leaseGrace()));
        if (kept.isEmpty()) {
            return given(unasked(gathered, Result.paused(spending.status(), clock.instant())));
        }
        boolean asked = false;
        try {
            Material material = new Material(event, gathered.withoutBytes(), shown, degraded(event, gathered, shown),
                    kept.get());
            Uni<Analysis> coming = sound.isEmpty() ? describe(material, new Transcript.NotConfigured())
                    : speech.transcribe(sound.get().wav(), length(sound.get()), time.dividedBy(PART_FOR_SPEECH))
                            .emitOn(workers).chain(transcript -> describe(material, transcript));
            asked = true;
            return coming;
        } finally {
            if (!asked) {
                spending.release(kept.get());
            }
        }
    }

    /** What is to be written down; what was already is not paid for again. */
    private Optional<Sound.Heard> sound(Claimed event, Gathered gathered) {
        return event.heard() == null && speech.isConfigured() && gathered.sound() instanceof Sound.Heard heard
                ? Optional.of(heard)
                : Optional.empty();
    }

    private Uni<Analysis> describe(Material material, Transcript transcript) {
        Claimed event = material.event();
        String said = transcript instanceof Transcript.Heard heard ? heard.text() : event.heard();
        if (material.shown().isEmpty()) {
            Result result = transcript instanceof Transcript.RetryLater later
                    ? settlement.later(event, later.reason(), later.after())
                    : unseen(event, material.gathered());
            return given(new Analysis(result.with(said, transcript.calls()), material.gathered(), material.kept(), null,
                    transcript.calls()));
        }
        boolean unheard = transcript instanceof Transcript.RetryLater || transcript instanceof Transcript.Refused;
        List<String> reasons = Stream.of(material.degraded(), unheard ? "audio:not_transcribed" : null)
                .filter(Objects::nonNull).toList();
        Question question = question(event, material.shown(), said);
        long started = System.nanoTime();
        return ai.describe(question).map(outcome -> {
            registry.timer("event.processing.duration", "stage", "describe").record(System.nanoTime() - started,
                    TimeUnit.NANOSECONDS);
            List<AiCall> calls = Stream.concat(transcript.calls().stream(), outcome.calls().stream()).toList();
            Result result = settlement.of(event, question, reasons, outcome);
            return new Analysis(result.with(said, calls), material.gathered(), material.kept(), question.analysisMode(), calls);
        });
    }

    /** Why the event is not shown as its camera wants, in the contract's form {@code mode:reason}; or null. */
    private static String degraded(Claimed event, Gathered gathered, List<Shown> shown) {
        boolean framesWereTaken = gathered.pictures().stream().anyMatch(picture -> picture.offsetMs() != null);
        if (gathered.failure() != null && !framesWereTaken) {
            return (isSingle(event) ? "clip" : event.mode()) + ":" + gathered.failure().kind().name().toLowerCase(Locale.ROOT);
        }
        if ("video_native".equals(event.mode())) {
            return "video_native:not_supported";
        }
        return isSingle(event) || shown.size() > 1 ? null : "multi_frame:no_clip";
    }

    private static boolean isSingle(Claimed event) {
        return "single_frame".equals(event.mode());
    }

    private BigDecimal most(Claimed event, List<Shown> shown, Optional<Sound.Heard> sound) {
        BigDecimal pictures = shown.isEmpty() ? BigDecimal.ZERO : ai.estimate(question(event, shown, null));
        return sound.map(heard -> speech.estimate(length(heard))).orElse(BigDecimal.ZERO).add(pictures);
    }

    private Question question(Claimed event, List<Shown> shown, String said) {
        return new Question(shown.stream().map(picture -> new Picture(picture.bytes(), picture.contentType())).toList(), said,
                event.cameraName(), reported(event), event.occurredAt(), event.prompt(), event.provider(), timeFor(event));
    }

    /** Such as "audio: Smoke alarm heard"; a kind alone where no sound is known. */
    private static String reported(Claimed event) {
        String heard = event.sound() == null ? null : MetadataDescriber.HEARD.get(event.sound());
        return heard == null ? event.kind().word() : event.kind().word() + ": " + heard;
    }

    /** One picture for a camera that wants one, the snapshot before a frame; else all there are. */
    private static List<Shown> shown(Claimed event, Gathered gathered) {
        List<Shown> all = new ArrayList<>(gathered.pictures());
        if (!isSingle(event) || all.size() <= 1) {
            return all.subList(0, Math.min(all.size(), Question.MOST_PICTURES));
        }
        return List.of(all.get(0).offsetMs() == null ? all.get(0) : all.get(all.size() / 2));
    }

    private Result unseen(Claimed event, Gathered gathered) {
        if (gathered.failure() != null && gathered.failure().kind() == MediaException.Kind.LATER) {
            return later(event, "The clip cannot be looked into now: " + gathered.failure().getMessage());
        }
        String reason = gathered.failure() != null ? gathered.failure().getMessage()
                : gathered.missing().isEmpty() ? null : "Missing: " + String.join(", ", gathered.missing());
        return Result.undescribed(EventState.METADATA_ONLY, reason);
    }

    private Result later(Claimed event, String reason) {
        return settlement.later(event, reason, null);
    }

    private static Analysis unasked(Gathered gathered, Result result) {
        return new Analysis(result, gathered.withoutBytes(), null, null, List.of());
    }

    /** What is left of the lease, less what recording needs; at most what a model may take. */
    private Duration timeFor(Claimed event) {
        Duration left = Duration.between(clock.instant(), event.leaseEnd()).minus(config.leaseGrace().dividedBy(2));
        return left.compareTo(aiConfig.deadline()) < 0 ? left : aiConfig.deadline();
    }

    private static Duration length(Sound.Heard heard) {
        return Duration.ofMillis(heard.durationMs());
    }

    private static Uni<Analysis> given(Analysis analysis) {
        return Uni.createFrom().item(analysis);
    }
}
