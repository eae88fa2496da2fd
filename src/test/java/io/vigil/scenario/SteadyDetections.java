package io.vigil.scenario;

import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.vigil.protect.simulator.ControllerSimulator;
import io.vigil.protect.simulator.SimulatedEvent;

/**
 * Cameras that see something so many times a second, one after another; each detection ends when its camera sees the next. If
 * the machine is too slow, they catch up.
 */
final class SteadyDetections {

    private static final Duration TICK = Duration.ofMillis(20);
    private static final List<String> KINDS = List.of("person", "vehicle", "animal", "package");

    private final Clock clock = Clock.systemUTC();
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final Map<String, SimulatedEvent> goingOn = new HashMap<>();
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
    private final ControllerSimulator controller;
    private final List<String> cameras;
    private final double perSecond;
    private final long startNanos = System.nanoTime();
    private final long most;

    private SteadyDetections(ControllerSimulator controller, double perSecond, long most) {
        this.controller = controller;
        this.cameras = controller.cameraIds();
        this.perSecond = perSecond;
        this.most = most;
    }

    /** Begins; ends by itself after so many, or when it is stopped. */
    static SteadyDetections begin(ControllerSimulator controller, double perSecond, long most) {
        SteadyDetections detections = new SteadyDetections(controller, perSecond, most);
        detections.ticks.scheduleAtFixedRate(detections::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
        return detections;
    }

    /** Ids of those that were told of, or of which the controller could tell nobody. */
    Set<String> told() {
        return told;
    }

    private void tick() {
        long due = Math.min(most, (long) ((System.nanoTime() - startNanos) * perSecond / 1e9));
        while (told.size() < due && !Thread.currentThread().isInterrupted()) {
            int number = told.size();
            String camera = cameras.get(number % cameras.size());
            Instant now = clock.instant();
            SimulatedEvent before = goingOn.get(camera);
            if (before != null) {
                controller.end(before, now);
            }
            SimulatedEvent event = SimulatedEvent.zone(camera, now, KINDS.get(number / cameras.size() % KINDS.size()));
            controller.tell(event);
            goingOn.put(camera, event);
            told.add(event.id());
        }
    }

    /** Tells no more. */
    void stop() {
        ticks.shutdown();
        await().until(ticks::isTerminated);
    }
}
