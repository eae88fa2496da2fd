package io.vigil.event;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.inject.Singleton;

import io.vigil.session.SessionContext;

/** Hears what was told and committed. */
@Singleton
class HeardNotices implements NoticeSink {

    final List<SpendingNotice> ofMoney = new CopyOnWriteArrayList<>();
    final List<UUID> settled = new CopyOnWriteArrayList<>();

    @Override
    public void take(Notice notice) {
        if (notice.stage() == Stage.SETTLED) {
            SessionContext.afterCommit("test.hear", () -> settled.add(notice.eventId()));
        }
    }

    @Override
    public void take(SpendingNotice notice) {
        SessionContext.afterCommit("test.hear", () -> ofMoney.add(notice));
    }

    void forget() {
        ofMoney.clear();
        settled.clear();
    }
}
