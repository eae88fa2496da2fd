package io.vigil.ai.spending;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.inject.Singleton;

import io.vigil.session.SessionContext;

/** Hears which alerts were committed. */
@Singleton
class HeardAlerts implements SpendingAlerts {

    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Override
    public void take(Alert alert) {
        String text = alert.period() + " " + alert.threshold() + " of " + alert.cap().stripTrailingZeros().toPlainString();
        SessionContext.afterCommit("test.hear", () -> heard.add(text));
    }

    /** What came since the last time somebody asked. */
    List<String> since() {
        List<String> since = List.copyOf(heard);
        heard.clear();
        return since;
    }
}
