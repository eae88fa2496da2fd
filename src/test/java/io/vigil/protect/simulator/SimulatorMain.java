package io.vigil.protect.simulator;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs a simulated controller for a person who has none: every few seconds one of its cameras sees something. */
final class SimulatorMain {

    private static final int PORT = 7443;
    private static final Path KEYS = Path.of(".data", "simulator.p12");
    private static final String DOORBELL = "1c9a2db4df6efda47a3509be";
    private static final String DRIVEWAY = "586ab7c2bb6423c3fdd47e95";
    private static final String GARDEN = "f0cd15b8bed9e38899286a8c";

    private final Deque<SimulatedEvent> goingOn = new ArrayDeque<>();
    private final Clock clock = Clock.systemUTC();
    private final ControllerSimulator simulator;
    private int told;

    private SimulatorMain(ControllerSimulator simulator) {
        this.simulator = simulator;
    }

    /** Takes the seconds between two events, 10 if there is no argument. Never ends by itself. */
    public static void main(String[] arguments) throws InterruptedException, ExecutionException {
        int seconds = arguments.length == 0 ? 10 : Integer.parseInt(arguments[0]);
        try (ControllerSimulator simulator = ControllerSimulator.setup().port(PORT).keptCertificate(KEYS).start()) {
            describe(simulator, System.out);
            ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
            ticks.scheduleAtFixedRate(new SimulatorMain(simulator)::tick, seconds, seconds, TimeUnit.SECONDS).get();
        }
    }

    private void tick() {
        Instant now = clock.instant();
        while (!goingOn.isEmpty()) {
            simulator.end(goingOn.remove().scored(90), now);
        }
        // Vigil remembers ids for ever, so they must not begin anew with the next run.
        SimulatedEvent event = next(now).withId(String.format("5d%022x", now.toEpochMilli()));
        goingOn.add(simulator.tell(event));
        System.out.println(now + "  " + event.type() + " " + event.detections() + " on " + event.camera() + ", sockets open: "
                + simulator.counters().open());
    }

    private SimulatedEvent next(Instant now) {
        List<SimulatedEvent> round = List.of(SimulatedEvent.zone(DOORBELL, now, "person"),
                SimulatedEvent.zone(DRIVEWAY, now, "vehicle"), SimulatedEvent.ring(DOORBELL, now),
                SimulatedEvent.zone(DOORBELL, now, "package"), SimulatedEvent.motion(GARDEN, now));
        return round.get(told++ % round.size());
    }

    private static void describe(ControllerSimulator simulator, PrintStream out) {
        out.printf("""
                A simulated controller answers at https://%1$s:%2$d until you press Ctrl-C.
                Key %3$s, account %4$s, password %5$s,
                certificate (SHA-256) %6$s

                With an administrator's $TOKEN of a running ./mvnw quarkus:dev, add it:

                curl -s localhost:8080/api/v1/protect/controllers -H "Authorization: Bearer $TOKEN" \\
                  -H 'Content-Type: application/json' -d '{"name":"Simulated","host":"%1$s","port":%2$d,
                  "api_key":"%3$s","username":"%4$s","password":"%5$s","fingerprint":"%6$s"}'

                and with its id as $CONTROLLER let its cameras be watched:

                curl -s localhost:8080/api/v1/protect/controllers/$CONTROLLER/connect -X POST -H "Authorization: Bearer $TOKEN"
                for CAMERA in %7$s %8$s; do
                  curl -s localhost:8080/api/v1/protect/controllers/$CONTROLLER/cameras/$CAMERA/enable \\
                    -X POST -H "Authorization: Bearer $TOKEN"; done

                """, simulator.host(), simulator.port(), simulator.apiKey(), simulator.username(), simulator.password(),
                simulator.fingerprint(), DOORBELL, DRIVEWAY);
    }
}
