package io.vigil.delivery.inapp;

import java.time.Instant;

import jakarta.inject.Singleton;

import org.hibernate.Session;

import io.vigil.delivery.inapp.Notification.Told;
import io.vigil.web.live.LiveSink;

/** Shows events beside the clients' bell: a row, and word of it to those that are connected. */
@Singleton
public class Bell {

    private final LiveSink live;

    Bell(LiveSink live) {
        this.live = live;
    }

    /** Adds a notification inside the session that is open, unless this rule told of this event already. */
    public void ring(Session db, Told told, Instant now) {
        Notification.add(db, told, now).map(id -> NotificationView.Live.of(NotificationView.of(id, told, now)))
                .ifPresent(shown -> live.tell("notification", shown));
    }
}
