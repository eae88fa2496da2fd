package io.vigil.event.census;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vigil.event.census.CensusRows.Said;
import io.vigil.media.MediaException;
import io.vigil.media.MediaFile;
import io.vigil.media.MediaStore;
import io.vigil.session.SchemaReady;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;

/**
 * Walks over all events, a page at a time and for ever, and looks at their files: what they take is what the household's
 * figures and limits go by, and an event whose file is gone says so. The event keeps the name, so that a file that comes back,
 * such as with its disk, is there again. Events that nobody has looked at come first. While files are held it rests: whoever
 * holds them tells by their rows what changed meanwhile, and what is put right here changed long before.
 */
@Singleton
public class MediaCensus {

    private static final Logger LOG = Logger.getLogger(MediaCensus.class);
    private static final int PAGE = 500;
    /** A million events in less than a day. */
    private static final int PAGES_A_TICK = 2;
    private static final int NEW_PAGES_A_TICK = 20;

    private final MediaStore store;
    private final ObjectMapper json;
    private final MeterRegistry registry;
    private volatile boolean ready;

    MediaCensus(MediaStore store, ObjectMapper json, MeterRegistry registry) {
        this.store = store;
        this.json = json;
        this.registry = registry;
    }

    void start(@Observes SchemaReady schema) {
        ready = true;
    }

    @Scheduled(every = "1m", delayed = "1m", concurrentExecution = ConcurrentExecution.SKIP)
    void tick() {
        if (!ready) {
            return;
        }
        try {
            measure(NEW_PAGES_A_TICK);
            for (int page = 0; page < PAGES_A_TICK; page++) {
                next();
            }
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            LOG.debugf("No database to look which files are there: %s", e.getMessage());
        } catch (MediaException e) {
            LOG.warnf("The media store cannot be looked through: %s", e.getCause());
        }
    }

    /**
     * Looks at all events, from where the last look ended to the last of them, or until files are held; answers how many rows
     * it put right.
     *
     * @throws MediaException if the media store cannot be looked into
     */
    public int lookAtAll() {
        int corrected = measure(Integer.MAX_VALUE);
        boolean isOver = false;
        while (!isOver) {
            Step step = next();
            corrected += step.corrected();
            isOver = step.isLast();
        }
        return corrected;
    }

    /**
     * One page.
     *
     * @param corrected how many rows were put right
     * @param isLast whether none comes after it for now
     */
    private record Step(int corrected, boolean isLast) {

        private static final Step NONE = new Step(0, true);
    }

    /** What to look at. */
    private record Question(UUID after, List<Said> said) {
    }

    private Step next() {
        if (store.isHeld()) {
            return Step.NONE;
        }
        Question question = SessionContext.session("event.census-page").rootOnly().asReadOnly().call(db -> {
            UUID after = CensusRows.place(db);
            return new Question(after, CensusRows.page(db, after, PAGE));
        });
        boolean isLast = question.said().size() < PAGE;
        String found = look(question.said());
        if (store.isHeld()) {
            return Step.NONE;
        }
        UUID place = isLast ? CensusRows.FIRST : question.said().get(PAGE - 1).id();
        int corrected = SessionContext.session("event.census-correct").rootOnly().call(db -> {
            CensusRows.note(db, place);
            return found == null ? 0 : CensusRows.correct(db, found);
        });
        return new Step(corrected, isLast);
    }

    private int measure(int pages) {
        int corrected = 0;
        UUID after = CensusRows.FIRST;
        for (int page = 0; page < pages && after != null && !store.isHeld(); page++) {
            UUID from = after;
            List<Said> said = SessionContext.session("event.census-unmeasured").rootOnly().asReadOnly()
                    .call(db -> CensusRows.unmeasured(db, from, PAGE));
            String found = look(said);
            if (found != null && !store.isHeld()) {
                corrected += SessionContext.session("event.census-measure").rootOnly()
                        .call(db -> CensusRows.correct(db, found));
            }
            after = said.size() < PAGE ? null : said.get(PAGE - 1).id();
        }
        return corrected;
    }

    /** What rows are to say from now on, as JSON; null if they say so already. */
    private String look(List<Said> page) {
        List<Found> news = new ArrayList<>();
        for (Said said : page) {
            Found found = Found.of(said, this::bytes);
            if (found.isNews(said)) {
                news.add(found);
                count(said, found);
            }
        }
        try {
            return news.isEmpty() ? null : json.writeValueAsString(news);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is no name of a file is the name of none. */
    private OptionalLong bytes(String name) {
        return MediaFile.named(name).map(store::size).orElse(OptionalLong.empty());
    }

    private void count(Said said, Found found) {
        for (String what : CensusRows.words(found.gone())) {
            if (!CensusRows.words(said.missing()).contains(what)) {
                registry.counter("media.lost", "what", what).increment();
            }
        }
    }
}
