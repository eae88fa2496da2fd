package io.vigil.event;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.inject.Singleton;

import io.vigil.testsupport.Database;

/** Notes what the connections of the pools said last, when an event has just been inserted and is not yet committed. */
@Singleton
class LastWords implements NoticeSink {

    final List<String> noted = new CopyOnWriteArrayList<>();
    /** Off but for who wants to know: each look is a connection. */
    volatile boolean isListening;

    @Override
    public void take(Notice notice) {
        if (isListening) {
            noted.addAll(ofAll());
        }
    }

    /** The last statement of each connection. */
    static List<String> ofAll() {
        return Database.column("select query from pg_stat_activity where application_name = 'vigil'");
    }
}
