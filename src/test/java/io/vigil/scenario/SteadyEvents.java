package io.vigil.scenario;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Events that are posted so many a second, whether the one before was answered or not; each again under the same id until it
 * is answered that it is stored. Every answer but that one is on record.
 */
final class SteadyEvents implements AutoCloseable {

    /** What is on record where nobody answered, or not within half a minute. */
    static final String NO_ANSWER = "none";

    private static final int CLIENTS = 16;
    private static final long AGAIN_MILLIS = 200;

    private final ScheduledExecutorService clients = Executors.newScheduledThreadPool(CLIENTS);
    private final Map<String, String> stored = new ConcurrentHashMap<>();
    private final Set<String> begun = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
    private final AtomicLong longest = new AtomicLong();
    private volatile boolean over;
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

    /** How often each answer came that was none of a stored event, by its status. */
    Map<String, Integer> refusals() {
        return new TreeMap<>(refusals);
    }

    /** The longest that a client waited for an answer, in milliseconds. */
    long longestMillis() {
        return longest.get();
    }

    /** Begins with no further event, and waits until all are stored that it began with. */
    void settle() {
        over = true;
        await().atMost(Duration.ofMinutes(2)).until(() -> stored.keySet().containsAll(begun));
    }

    private void post(String externalId) {
        if (over && !begun.contains(externalId)) {
            return;
        }
        begun.add(externalId);
        boolean known = false;
        long asked = System.nanoTime();
        try {
            HttpResponse<String> answer = vigil.get().json("POST", "/api/v1/events", """
                    {"camera_id":"%s","timestamp":"%s","confidence":80,"objects_detected":["person"],
                    "external_id":"%s"}""".formatted(camera, Instant.now(), externalId));
            known = answer.statusCode() == 202 || answer.statusCode() == 200;
            if (known) {
                stored.put(externalId, PackagedVigil.field(answer.body(), "id"));
            } else {
                refusals.merge(String.valueOf(answer.statusCode()), 1, Integer::sum);
            }
        } catch (IOException e) {
            refusals.merge(NO_ANSWER, 1, Integer::sum);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            longest.accumulateAndGet(Duration.ofNanos(System.nanoTime() - asked).toMillis(), Math::max);
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
