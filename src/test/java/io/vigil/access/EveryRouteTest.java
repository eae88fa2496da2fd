package io.vigil.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;

/** What stands before every path of the process, whichever there are: asked of the running application. */
@QuarkusTest
class EveryRouteTest {

    private static final Set<String> PUBLIC = Set.of("/", "/health", "/q/health", "/q/health/live", "/q/health/ready",
            "/q/health/started", "/api/v1/auth/setup-status", "/api/v1/auth/setup", "/api/v1/auth/login",
            "/api/v1/auth/logout");
    private static final String SOME_ID = "0197f9a4-0000-7000-8000-000000000000";

    private record Route(String method, String path, String mediaType) {
        private boolean isPublic() {
            return PUBLIC.contains(path);
        }

        private Response ask(RequestSpecification caller) {
            RequestSpecification request = caller.contentType(mediaType);
            if (mediaType.startsWith("multipart/")) {
                request.multiPart("nothing", "");
            } else if (!"GET".equals(method)) {
                request.body("{}");
            }
            return request.request(method, path);
        }
    }

    @Test
    void none_but_the_public_ones_answers_without_an_identity() {
        SoftAssertions softly = new SoftAssertions();
        List<Route> routes = routes();
        // In this order: signing in clears away what has expired.
        String revoked = revokedToken();
        String expired = expiredToken();

        for (Route route : routes) {
            Map<String, RequestSpecification> callers = new LinkedHashMap<>();
            callers.put("nobody", given());
            callers.put("a garbage bearer", Api.bearer("garbage"));
            callers.put("a made-up bearer", Api.bearer("A".repeat(43)));
            callers.put("a made-up cookie", given().cookie("access_token", "A".repeat(43)));
            callers.put("a made-up key", given().header("X-API-Key", "vigil_" + "A".repeat(32)));
            callers.put("a garbage key", given().header("X-API-Key", "garbage"));
            callers.put("basic", given().header("Authorization", "Basic YWRtaW46YWRtaW4="));
            callers.put("an expired token", Api.bearer(expired));
            callers.put("a revoked token", Api.bearer(revoked));
            callers.put("a test client", given().header("User-Agent", "testclient"));
            callers.put("a proxy's word", given().header("X-Forwarded-For", "127.0.0.1").header("X-Forwarded-User", "admin")
                    .header("X-Forwarded-Proto", "https").header("Forwarded", "for=127.0.0.1;proto=https"));
            callers.put("another path", given().header("X-Original-URL", "/q/health/live")
                    .header("X-Rewrite-URL", "/q/health/live").header("X-Forwarded-Prefix", "/q/health"));
            callers.put("another method", given().header("X-HTTP-Method-Override", "OPTIONS"));
            callers.forEach((who, caller) -> {
                Response answer = route.ask(caller);
                if (route.isPublic()) {
                    softly.assertThat(answer.statusCode()).as("%s by %s", route, who).isNotIn(500, 503);
                    return;
                }
                softly.assertThat(answer.statusCode()).as("%s by %s", route, who).isEqualTo(401);
                softly.assertThat(answer.contentType()).as("%s by %s", route, who).isEqualTo("application/problem+json");
                softly.assertThat(answer.header("WWW-Authenticate")).as("%s by %s", route, who).isEqualTo("Bearer");
                // A parser for each of thousands would take most of the test's time.
                softly.assertThat(answer.asString()).as("%s by %s", route, who).contains("\"detail\":\"");
            });
        }
        softly.assertAll();
    }

    @Test
    void the_public_ones_do_not_mind_a_stale_token() {
        String revoked = revokedToken();

        for (String path : List.of("/q/health", "/q/health/live", "/q/health/ready", "/q/health/started",
                "/api/v1/auth/setup-status")) {
            Api.bearer(revoked).get(path).then().statusCode(200);
        }
    }

    @Test
    void a_key_that_reads_writes_nowhere() {
        String key = Api.newKey("read:events");
        SoftAssertions softly = new SoftAssertions();
        List<Route> writes = documented().stream()
                .filter(route -> route.path().startsWith("/api/") && !"GET".equals(route.method()) && !route.isPublic())
                .toList();

        for (Route route : writes) {
            Response answer = route.ask(given().header("X-API-Key", key));
            softly.assertThat(answer.statusCode()).as("%s", route).isEqualTo(403);
            softly.assertThat(answer.contentType()).as("%s", route).isEqualTo("application/problem+json");
        }

        assertThat(writes).hasSizeGreaterThan(5);
        softly.assertAll();
    }

    @Test
    void what_is_bound_to_a_person_is_closed_to_every_key() {
        String key = Api.newKey("admin", "read:events");

        for (Route route : documented()) {
            if (route.path().matches("/api/v1/(auth|api-keys|devices)(/.*)?") && !route.isPublic()) {
                assertThat(route.ask(given().header("X-API-Key", key)).statusCode()).as("%s", route).isEqualTo(403);
            }
        }
    }

    @Test
    void a_path_written_oddly_opens_nothing() {
        SoftAssertions softly = new SoftAssertions();
        List<String> odd = new ArrayList<>();
        for (String path : List.of("/api/v1/auth/me", "/api/v1/api-keys", "/metrics", "/q/openapi")) {
            String tail = path.substring(path.lastIndexOf('/') + 1);
            String parent = path.substring(0, path.lastIndexOf('/'));
            odd.addAll(List.of(path + ";a=b", path + "%3ba=b", path + "/", path + "//", "/" + path, parent + "//" + tail,
                    parent + "/./" + tail, parent + "/%2e/" + tail, parent + "/x/../" + tail, parent + "/x/%2e%2e/" + tail,
                    parent + "/%252e%252e/" + tail, parent + "/x;y/" + tail, path.toUpperCase(Locale.ROOT),
                    path + "%00", path + "%20", path + "%2f", path + ".json", path + "?x=/q/health/live",
                    path + "%3fx", path + "#/q/health/live", "/q/health/live/../../.." + path,
                    "/q/health/live/%2e%2e/%2e%2e/%2e%2e" + path, "/q/health/live;/../../.." + path,
                    "/health/.." + path, "/health;/.." + path, "/api/v1/auth/login/../../../.." + path,
                    "/api/v1/auth/login%2f..%2f..%2f..%2f.." + path, "/api/v1/auth/login;a=b/.." + path,
                    "/%2f" + path, "/.;" + path, "/..;" + path, "http://localhost" + path));
        }

        for (String path : odd) {
            softly.assertThat(RawRequest.get(path).status()).as(path).isIn(400, 401);
        }

        softly.assertAll();
    }

    @Test
    void a_path_written_oddly_opens_nothing_more_to_a_user() {
        Api.user();
        String token = "Authorization: Bearer " + Api.login(Api.USER, Api.PASSWORD).path("access_token");
        SoftAssertions softly = new SoftAssertions();

        for (String path : List.of("/metrics", "/q/openapi", "/q/openapi.json")) {
            for (String odd : List.of(path, path + ";a=b", path + "/", "/" + path, "/." + path, "/x/.." + path,
                    "/%2e" + path, path.toUpperCase(Locale.ROOT), path + "%00", path + "%2f",
                    "/q/health/live/../../.." + path, "/health;/.." + path, path.replace("/q/", "/q//"),
                    path.replace("/q/", "/q;a=b/"), path.replace("e", "%65"))) {
                softly.assertThat(RawRequest.get(odd, token).status()).as(odd).isIn(400, 403, 404);
            }
        }

        softly.assertAll();
    }

    @Test
    void a_preflight_needs_no_identity() {
        for (String path : List.of("/api/v1/devices", "/api/v1/auth/login", "/metrics", "/q/openapi", "/nowhere")) {
            assertThat(given().header("Origin", "https://elsewhere.example").options(path).statusCode()).as(path)
                    .isNotIn(401, 403, 500);
        }
    }

    @Test
    void metrics_are_for_the_monitoring_system_and_administrators() {
        Api.bearer("scrape-token-of-the-tests").get("/metrics").then().statusCode(200);
        Api.admin().get("/metrics").then().statusCode(200);
        Api.key("admin").get("/metrics").then().statusCode(200);
        Api.user().get("/metrics").then().statusCode(403).contentType("application/problem+json");
        Api.key("read:events").get("/metrics").then().statusCode(403);
        Api.bearer("scrape-token-of-the-test").get("/metrics").then().statusCode(401);
        Api.bearer("scrape-token-of-the-tests").get("/api/v1/devices").then().statusCode(403);
        Api.bearer("scrape-token-of-the-tests").get("/q/openapi").then().statusCode(403);
    }

    @Test
    void the_description_of_the_api_is_for_administrators() {
        Api.admin().get("/q/openapi").then().statusCode(200);
        Api.user().get("/q/openapi").then().statusCode(403);
        Api.user().get("/q/anything-else").then().statusCode(403);
        Api.user().get("/q/health/live").then().statusCode(200);
    }

    @Test
    void who_is_refused_leaves_no_name_in_the_metrics() {
        given().get("/made-up-by-somebody").then().statusCode(401);

        assertThat(Api.admin().get("/metrics").asString()).contains("http_server_requests")
                .doesNotContain("made-up-by-somebody");
    }

    @Test
    void an_unknown_path_is_not_found_by_those_who_are_known() {
        Api.user().get("/nowhere").then().statusCode(404).contentType("application/problem+json");
    }

    private static List<Route> documented() {
        List<Route> routes = new ArrayList<>();
        Map<String, Map<String, Map<String, Object>>> paths = Api.admin().get("/q/openapi?format=json").then()
                .statusCode(200).extract().path("paths");
        paths.forEach((path, operations) -> operations.forEach((method, operation) -> routes
                .add(new Route(method.toUpperCase(Locale.ROOT), path.replaceAll("\\{[^}]*}", SOME_ID),
                        mediaType(operation)))));
        assertThat(routes).hasSizeGreaterThan(15);
        return routes;
    }

    /** Also what is beside the resources, and what is not there at all. */
    private static List<Route> routes() {
        List<Route> routes = documented();
        for (String path : List.of("/metrics", "/ws", "/wsanything", "/q/openapi", "/q/openapi.json", "/q/swagger-ui",
                "/q/swagger-ui/", "/q/dev", "/q/health-ui", "/q/health/well", "/q/health/group/x", "/q/info", "/q",
                "/nowhere", "/api", "/api/v1", "/api/v1/nowhere", "/api/v1/events/1/frames", "/api/v1/thumbnails/x/y.jpg",
                "/q/health/live/x", "/api/v1/auth/login/x", "/api/v1/auth/loginx", "/health/x", "/index.html",
                "/favicon.ico")) {
            for (String method : List.of("GET", "POST")) {
                routes.add(new Route(method, path, "application/json"));
            }
        }
        return routes;
    }

    @SuppressWarnings("unchecked")
    private static String mediaType(Map<String, Object> operation) {
        Map<String, Object> body = (Map<String, Object>) operation.get("requestBody");
        Map<String, Object> content = body == null ? null : (Map<String, Object>) body.get("content");
        return content == null ? ContentType.JSON.toString() : content.keySet().iterator().next();
    }

    private static String revokedToken() {
        Api.admin();
        String token = Api.login(Api.ADMIN, Api.PASSWORD).path("access_token");
        Api.bearer(token).post("/api/v1/auth/logout").then().statusCode(200);
        return token;
    }

    private static String expiredToken() {
        Api.admin();
        MovableClock.forward(Duration.ofHours(-25));
        String token = Api.login(Api.ADMIN, Api.PASSWORD).path("access_token");
        MovableClock.forward(Duration.ofHours(25));
        assertThat(Database.count("select count(*) from access_token where expires_at < now()")).isEqualTo(1);
        return token;
    }
}
