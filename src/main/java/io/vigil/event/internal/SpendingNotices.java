package io.vigil.event.internal;

import java.util.List;

import jakarta.inject.Singleton;

import io.quarkus.arc.All;
import io.vigil.ai.spending.SpendingAlerts;
import io.vigil.event.NoticeSink;
import io.vigil.event.NoticeSink.SpendingNotice;

/** Hands on that the money runs short to those who tell people. */
@Singleton
public class SpendingNotices implements SpendingAlerts {

    private final List<NoticeSink> sinks;

    SpendingNotices(@All List<NoticeSink> sinks) {
        this.sinks = sinks;
    }

    @Override
    public void take(Alert alert) {
        SpendingNotice notice = new SpendingNotice(alert.period(), alert.startsOn(), alert.threshold(), alert.cost(),
                alert.cap(), alert.at());
        sinks.forEach(sink -> sink.take(notice));
    }
}
