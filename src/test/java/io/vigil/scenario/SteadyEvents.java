package io.vigil.scenario;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Events that are posted so many a second, whether the one before was answered or not; each again under the same id until it
 * is answered that it is stored.
 */
final class SteadyEvents implements AutoCloseable {

    private static final int CLIENTS = 16;
    private static final long AGAIN_MILLIS = 200;

    private final ScheduledExecutorService clients = Executors.newScheduledThreadPool(CLIENTS);
    private final Map<String, String> stored = new ConcurrentHashMap<>();
    private final Supplier<PackagedVigil> vigil;
    private final String camera;

    /** @param vigil whom to post to now */
    SteadyEvents(Supplier<PackagedVigil> vigil, String camera) {
        this.vigil = vigil;
        this.camera = camera;
    }

    /** Begins to post so many, their external ids beginning with this name. Returns at once. */
    void begin(String name, int count, int perSecond) {
        for (int i = 0; i < count; i++) {
            String externalId = name + "-" + i;
            clients.schedule(() -> post(externalId), TimeUnit.SECONDS.toNanos(i) / perSecond, TimeUnit.NANOSECONDS);
        }
    }

    /** Ids of the events that are known to be stored, by their external ids. */
    Map<String, String> stored() {
        return stored;
    }

    private void post(String externalId) {
        boolean known = false;
        try {
            HttpResponse<String> answer = vigil.get().json("POST", "/api/v1/events", """
                    {"camera_id":"%s","timestamp":"%s","confidence":80,"objects_detected":["person"],
                    "external_id":"%s"}""".formatted(camera, Instant.now(), externalId));
            if (answer.statusCode() == 202 || answer.statusCode() == 200) {
                stored.put(externalId, PackagedVigil.field(answer.body(), "id"));
                known = true;
            }
        } catch (IOException e) {
            // Nobody is there, or nobody any more.
            known = false;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            if (!known && !clients.isShutdown()) {
                clients.schedule(() -> post(externalId), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    @Override
    public void close() {
        clients.shutdownNow();
    }
}
