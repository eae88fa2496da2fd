package io.vigil.protect.simulator.console;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vigil.protect.simulator.Channel;

/** The private API of the web interface: sign-in, and what is below {@code /proxy/protect/api/}. */
final class PrivateRoutes {

    static final String ROOT = "/proxy/protect/api/";
    static final String LOGIN = "/api/auth/login";

    private static final int INVALID_POSITION = 1008;

    private final Console console;

    PrivateRoutes(Console console) {
        this.console = console;
    }

    /** The status with which a request is turned away, or 0. */
    int refusal(HttpServerRequest request) {
        if (console.faults().takeLimit()) {
            request.response().putHeader("Retry-After", "1");
            return 429;
        }
        boolean isSafe = request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
        boolean isKnown = console.accounts().isSession(token(request))
                && (isSafe || console.accounts().isCsrf(token(request), request.getHeader("X-CSRF-Token")));
        return console.faults().takeRefusal() || !isKnown ? 401 : 0;
    }

    void signIn(HttpServerRequest request, Buffer body) {
        if (request.method() != HttpMethod.POST) {
            Reply.notFound(request);
            return;
        }
        JsonNode credentials = Json.read(body.getBytes());
        if (console.accounts().isLocked()) {
            console.counters().countLogin(false);
            Reply.error(request, 429, "AUTHENTICATION_FAILED_LIMIT_REACHED", "You've reached the login attempt limit");
            return;
        }
        if (console.faults().takeForbiddenLogin()) {
            console.counters().countLogin(false);
            Reply.error(request, 403, "FORBIDDEN", "Forbidden");
            return;
        }
        boolean isRefused = console.faults().takeRefusedLogin();
        String token = isRefused ? null
                : console.accounts().signIn(credentials.path("username").asText(), credentials.path("password").asText());
        console.counters().countLogin(token != null);
        if (token == null) {
            Reply.error(request, 401, "AUTHENTICATION_FAILED_INVALID_CREDENTIALS", "Invalid username or password");
            return;
        }
        request.response()
                .putHeader("Set-Cookie",
                        console.accounts().cookie() + "=" + token + "; path=/; samesite=none; secure; httponly")
                .putHeader("X-CSRF-Token", console.accounts().csrf(token));
        Reply.json(request, 200, Json.object().put("id", console.userId()).put("username",
                credentials.path("username").asText()));
    }

    void answer(HttpServerRequest request) {
        String path = request.path().startsWith(ROOT) ? request.path().substring(ROOT.length()) : "";
        String[] parts = path.split("/");
        if (path.equals("bootstrap")) {
            request.response().putHeader("X-Updated-CSRF-Token", console.accounts().csrf(token(request)));
            Reply.json(request, 200, console.bootstrap());
        } else if (path.equals("events")) {
            answerHistory(request);
        } else if (path.startsWith("events/") && parts.length == 3 && parts[2].equals("thumbnail")) {
            answerThumbnail(request, parts[1]);
        } else if (path.startsWith("cameras/") && parts.length == 3 && parts[2].equals("snapshot")) {
            console.answerSnapshot(request, parts[1]);
        } else if (path.equals("video/export")) {
            answerClip(request);
        } else {
            Reply.notFound(request);
        }
    }

    void open(HttpServerRequest request) {
        String from = request.getParam("lastUpdateId");
        if (from == null || console.updateIds().isKnown(from)) {
            console.sockets().open(request, Channel.UPDATES);
        } else {
            console.sockets().openAndClose(request, Channel.UPDATES, INVALID_POSITION, "lastUpdateId is too old");
        }
    }

    private void answerHistory(HttpServerRequest request) {
        List<JsonNode> page = console.history().page(number(request, "start", 0), number(request, "end", Long.MAX_VALUE),
                set(request, "types"), set(request, "smartDetectTypes"), "DESC".equals(request.getParam("orderDirection")),
                (int) number(request, "offset", 0), (int) number(request, "limit", 100));
        ArrayNode list = Json.object().putArray("events");
        list.addAll(page);
        Reply.json(request, 200, list);
    }

    private void answerThumbnail(HttpServerRequest request, String id) {
        JsonNode event = console.history().find(id).orElse(null);
        if (event == null || event.path("end").isNull() || console.faults().takeLateThumbnail(id)) {
            Reply.notFound(request);
            return;
        }
        console.counters().countThumbnail();
        Reply.picture(request, Media.picture(event), console.faults().arePicturesCut());
    }

    private void answerClip(HttpServerRequest request) {
        String camera = request.getParam("camera");
        long start = number(request, "start", -1);
        long end = number(request, "end", -1);
        if (camera == null || start < 0 || end <= start) {
            Reply.error(request, 400, "BAD_REQUEST", "camera, start and end are needed");
            return;
        }
        if (console.cameras().official(camera).isEmpty()) {
            Reply.notFound(request);
            return;
        }
        int status = console.faults().takeClipStatus(camera + " " + start);
        if (status != 200) {
            Reply.error(request, status, "API_ERROR", "Request failed with status code 502");
            return;
        }
        console.counters().countClip();
        new Clip(Media.clip(console.history().at(camera, start + (end - start) / 2))).send(request, console.faults());
    }

    private static Set<String> set(HttpServerRequest request, String name) {
        Set<String> values = new HashSet<>();
        request.params().getAll(name).forEach(value -> values.addAll(List.of(value.split(","))));
        return values;
    }

    private static long number(HttpServerRequest request, String name, long other) {
        String value = request.getParam(name);
        return value == null || !value.matches("\\d{1,18}") ? other : Long.parseLong(value);
    }

    private String token(HttpServerRequest request) {
        Cookie cookie = request.getCookie(console.accounts().cookie());
        return cookie == null ? null : cookie.getValue();
    }
}
