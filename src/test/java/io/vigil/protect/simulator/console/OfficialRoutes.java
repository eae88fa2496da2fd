package io.vigil.protect.simulator.console;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vertx.core.http.HttpServerRequest;

/** The Integration API, below {@code /proxy/protect/integration/v1/}. */
final class OfficialRoutes {

    static final String ROOT = "/proxy/protect/integration/";

    private final Console console;

    OfficialRoutes(Console console) {
        this.console = console;
    }

    /** The status with which a request is turned away, or 0. */
    int refusal(HttpServerRequest request) {
        console.counters().countOfficial();
        if (console.rate().policy() != null) {
            request.response().putHeader("RateLimit-Policy", console.rate().policy());
        }
        if (console.faults().takeLimit() || !console.rate().accepts()) {
            request.response().putHeader("Retry-After", "1");
            return 429;
        }
        return console.faults().takeRefusal() || !console.accounts().isKey(request.getHeader("X-API-KEY")) ? 401 : 0;
    }

    void answer(HttpServerRequest request) {
        String path = request.path().substring(ROOT.length());
        String[] parts = path.split("/");
        if (path.equals("v1/meta/info")) {
            Reply.json(request, 200, Json.object().put("applicationVersion", console.version()));
        } else if (path.equals("v1/nvrs")) {
            Reply.json(request, 200, nvr());
        } else if (path.equals("v1/cameras")) {
            Reply.json(request, 200, console.cameras().official());
        } else if (path.startsWith("v1/cameras/") && parts.length == 3) {
            console.cameras().official(parts[2]).ifPresentOrElse(camera -> Reply.json(request, 200, camera),
                    () -> Reply.notFound(request));
        } else if (path.startsWith("v1/cameras/") && parts.length == 4 && parts[3].equals("snapshot")) {
            console.answerSnapshot(request, parts[2]);
        } else {
            Reply.notFound(request);
        }
    }

    private ObjectNode nvr() {
        ObjectNode nvr = Json.object().put("id", console.nvr().path("id").asText()).put("modelKey", "nvr");
        nvr.set("name", console.nvr().path("name"));
        nvr.set("type", console.nvr().path("type"));
        nvr.set("mac", console.nvr().path("mac"));
        nvr.put("guid", "00000000-0000-4000-8000-000000000001");
        nvr.putObject("doorbellSettings");
        nvr.putObject("armMode");
        return nvr;
    }
}
