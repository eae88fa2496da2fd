package io.vigil.testsupport;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import jakarta.enterprise.inject.spi.CDI;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import io.vigil.delivery.live.Audience;
import io.vigil.delivery.live.LiveWriter;
import io.vigil.delivery.outbox.Outbox;
import io.vigil.event.EventProcessor;
import io.vigil.event.stats.MediaTotals;
import io.vigil.settings.Settings;

/** Every test starts with empty tables, and nothing remembers what was in them. */
public class CleanDatabase implements QuarkusTestBeforeEachCallback {

    static {
        // Looks at once, and often: the default is a tenth of a second before each, in every test.
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    }

    private static final Duration PIPELINE_ENDS = Duration.ofSeconds(2);

    /** Which application was seen to be ready; the tests start more than one. */
    private static ArcContainer ready;

    @Override
    public void beforeEach(QuarkusTestMethodContext context) {
        if (ready != Arc.container()) {
            await().until(CleanDatabase::isReady);
            ready = Arc.container();
        }
        TestFfmpeg.path();
        awaitPipeline();
        // Or its sessions and this would wait for each other.
        await().until(() -> CDI.current().select(Outbox.class).get().isIdle()
                && CDI.current().select(LiveWriter.class).get().isIdle());
        CDI.current().select(Audience.class).get().end();
        Database.empty();
        MovableClock.reset();
        MediaFolder.empty();
        CDI.current().select(Settings.class).get().forget();
        CDI.current().select(MediaTotals.class).get().forget();
    }

    /** What an earlier test sent is not to write rows and files into the next; unless it waits for somebody who is silent. */
    private static void awaitPipeline() {
        try {
            await().atMost(PIPELINE_ENDS).until(() -> CDI.current().select(EventProcessor.class).get().inFlight() == 0);
        } catch (ConditionTimeoutException hanging) {
            // Its model or its clip does not end; its rows go with the others.
        }
    }

    private static boolean isReady() {
        String application = ConfigProvider.getConfig().getValue("test.url", String.class);
        return given().baseUri(application).get("/q/health/ready").statusCode() == 200;
    }
}
