package io.vigil.delivery.rules;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.inject.Singleton;

import io.vigil.session.SessionContext;
import io.vigil.web.live.LiveSink;

/** Hears what clients that are connected are told, once it is committed. */
@Singleton
class HeardLive implements LiveSink {

    private final List<Object> notifications = new CopyOnWriteArrayList<>();

    @Override
    public void tell(String type, Object data) {
        if (type.equals("notification")) {
            SessionContext.afterCommit("test.hear-live", () -> notifications.add(data));
        }
    }

    List<Object> notifications() {
        return List.copyOf(notifications);
    }

    void forget() {
        notifications.clear();
    }
}
