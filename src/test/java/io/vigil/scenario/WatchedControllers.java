package io.vigil.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.restassured.path.json.JsonPath;
import io.vigil.protect.simulator.ControllerSimulator;
import io.vigil.protect.simulator.SimulatorSetup;

/** Simulated controllers, and the packaged application that watches all their cameras, without any cooldown. */
final class WatchedControllers implements AutoCloseable {

    private static final String CONTROLLERS = "/api/v1/protect/controllers";

    private final List<ControllerSimulator> simulators = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private final PackagedVigil vigil;

    /** What Vigil is told to let itself in with. */
    enum Credentials {
        KEY,
        ACCOUNT,
        BOTH
    }

    WatchedControllers(PackagedVigil vigil) {
        this.vigil = vigil;
    }

    /** One more, to be watched from now on. */
    ControllerSimulator add(SimulatorSetup setup, Credentials credentials) throws Exception {
        ControllerSimulator simulator = setup.start();
        simulators.add(simulator);
        String key = credentials == Credentials.ACCOUNT ? "" : ",\"api_key\":\"" + simulator.apiKey() + "\"";
        String account = credentials == Credentials.KEY ? ""
                : ",\"username\":\"" + simulator.username() + "\",\"password\":\"" + simulator.password() + "\"";
        String id = PackagedVigil.field(asked("POST", CONTROLLERS, """
                {"name":"Controller %d","host":"%s","port":%d,"fingerprint":"%s"%s%s}""".formatted(simulators.size(),
                simulator.host(), simulator.port(), simulator.fingerprint(), key, account), 201), "data.id");
        ids.add(id);
        for (String camera : simulator.cameraIds()) {
            String ours = PackagedVigil.field(asked("POST", CONTROLLERS + "/" + id + "/cameras/" + camera + "/enable",
                    "{\"smart_detection_types\":[]}", 201), "data.camera_id");
            asked("PUT", "/api/v1/cameras/" + ours, "{\"motion_cooldown\":0}", 200);
        }
        return simulator;
    }

    List<ControllerSimulator> all() {
        return List.copyOf(simulators);
    }

    /** A field of what Vigil says of a controller. */
    String told(int controller, String field) throws Exception {
        return PackagedVigil.field(asked("GET", CONTROLLERS + "/" + ids.get(controller), "", 200), "data." + field);
    }

    /** The controllers' ids of all events that Vigil lists, page by page. */
    List<String> stored() throws Exception {
        List<String> stored = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonPath page = JsonPath.from(asked("GET", "/api/v1/events?limit=500&sort_order=asc" + cursor, "", 200));
            stored.addAll(page.getList("events.protect_event_id", String.class));
            String next = page.getString("next_cursor");
            cursor = next == null ? null : "&cursor=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
        }
        return stored;
    }

    private String asked(String method, String path, String body, int status) throws Exception {
        HttpResponse<String> answer = vigil.json(method, path, body);
        assertThat(answer.statusCode()).as("%s %s: %s", method, path, answer.body()).isEqualTo(status);
        return answer.body();
    }

    @Override
    public void close() {
        simulators.forEach(ControllerSimulator::close);
    }
}
