package io.vigil.delivery.live;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import jakarta.inject.Singleton;

import org.hibernate.Session;

import io.smallrye.mutiny.Uni;
import io.vigil.delivery.Channel;
import io.vigil.delivery.Message;
import io.vigil.delivery.Message.Subject;
import io.vigil.delivery.Outcome;
import io.vigil.delivery.Outgoing;

/**
 * Tells clients that are connected now of events; delivered is what every process can read. Where nobody is connected, there is
 * nobody to tell: a client reads the list when it comes. Each camera is a recipient, so that its events keep their order, and
 * those of several cameras are written together.
 */
@Singleton
class LiveChannel implements Channel {

    /** An event that was stored longer ago is no news: its text may be another now, or nothing got out for a while. */
    private static final Duration NEW = Duration.ofMinutes(1);

    private final EventMessages events;
    private final LiveWriter writer;
    private final Clock clock;

    LiveChannel(EventMessages events, LiveWriter writer, Clock clock) {
        this.events = events;
        this.writer = writer;
        this.clock = clock;
    }

    @Override
    public String word() {
        return "live";
    }

    @Override
    public boolean refines() {
        return true;
    }

    @Override
    public List<String> recipients(Session db, Message message) {
        return message.subject() == Subject.EVENT && Audience.isThere(db, clock.instant())
                ? List.of(message.cameraId().toString())
                : List.of();
    }

    /** As long as its session may take. */
    @Override
    public Duration deadline() {
        return Duration.ofSeconds(10);
    }

    @Override
    public Uni<Outcome> send(Outgoing outgoing) {
        boolean isNew = !outgoing.isRefined() && clock.instant().isBefore(outgoing.createdAt().plus(NEW));
        return writer.write(db -> events.of(db, outgoing.message(), isNew))
                .<Outcome> replaceWith(new Outcome.Delivered());
    }
}
