package io.vigil.event.internal;

import java.util.List;

import jakarta.inject.Singleton;

import io.quarkus.arc.All;
import io.vigil.event.EventProcessor;
import io.vigil.event.NoticeSink;
import io.vigil.event.NoticeSink.Notice;
import io.vigil.event.NoticeSink.Stage;
import io.vigil.event.correlation.Correlation;
import io.vigil.session.SessionContext;

/** What follows when events are stored, whatever their source: inside the session that stores them, and after its commit. */
@Singleton
public class Announcer {

    private final List<NoticeSink> sinks;
    private final EventProcessor processor;
    private final Correlation correlation;

    Announcer(@All List<NoticeSink> sinks, EventProcessor processor, Correlation correlation) {
        this.sinks = sinks;
        this.processor = processor;
        this.correlation = correlation;
    }

    /** Tells of the events now, and has them described and correlated after commit. */
    public void announce(List<Notice> notices) {
        if (!notices.isEmpty()) {
            sinks.forEach(sink -> sink.take(notices));
            SessionContext.afterCommit("event.wake-processor", () -> follow(notices));
        }
    }

    /** An event turned out to be committed by a try whose answer was lost: it was told of, and this is what is left. */
    public void settle(Notice notice) {
        SessionContext.afterCommit("event.wake-for-settled", () -> follow(List.of(notice)));
    }

    /** Nobody knows whether the last commit was one: what it may have stored is described and correlated. */
    public void unsure() {
        correlation.reviewSoon();
        processor.wake();
    }

    /** Has what is due described after commit. */
    public void wake() {
        SessionContext.afterCommit("event.wake-for-released", processor::wake);
    }

    private void follow(List<Notice> notices) {
        notices.stream().filter(notice -> notice.stage() != Stage.SETTLED)
                .forEach(notice -> correlation.add(notice.eventId()));
        processor.wake();
    }
}
