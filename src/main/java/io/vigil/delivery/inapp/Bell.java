package io.vigil.delivery.inapp;

import java.time.Instant;
import java.util.List;

import jakarta.inject.Singleton;

import org.hibernate.Session;

import io.quarkus.arc.All;
import io.vigil.delivery.inapp.Notification.Told;
import io.vigil.web.live.LiveSink;

/** Shows events beside the clients' bell: a row, and word of it to those that are connected. */
@Singleton
public class Bell {

    private final List<LiveSink> sinks;

    Bell(@All List<LiveSink> sinks) {
        this.sinks = sinks;
    }

    /** Adds a notification inside the session that is open, unless this rule told of this event already. */
    public void ring(Session db, Told told, Instant now) {
        Notification.add(db, told, now).map(id -> NotificationView.Live.of(NotificationView.of(id, told, now)))
                .ifPresent(live -> sinks.forEach(sink -> sink.tell("notification", live)));
    }
}
