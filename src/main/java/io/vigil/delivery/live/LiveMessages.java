package io.vigil.delivery.live;

import jakarta.inject.Singleton;

import io.vigil.session.SessionContext;
import io.vigil.web.live.LiveSink;

/** What features tell clients that are connected now. */
@Singleton
class LiveMessages implements LiveSink {

    private final Envelopes envelopes;
    private final LiveWriter writer;

    LiveMessages(Envelopes envelopes, LiveWriter writer) {
        this.envelopes = envelopes;
        this.writer = writer;
    }

    @Override
    public void tell(String type, Object data) {
        String message = envelopes.of(type, data);
        SessionContext.afterCommit("delivery.tell-live", () -> writer.tell(message));
    }
}
