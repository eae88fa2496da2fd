package io.vigil.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.http.Cookie;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;

@QuarkusTest
class AuthResourceTest {

    private static final String AUTH = "/api/v1/auth";

    @Test
    void tells_whether_it_is_set_up_and_not_how_many_users_there_are() {
        given().get(AUTH + "/setup-status").then().statusCode(200).body("setup_complete", is(false), "user_count", is(0));

        Api.admin();
        Api.user();

        given().get(AUTH + "/setup-status").then().statusCode(200).body("setup_complete", is(true), "user_count", is(1));
    }

    @Test
    void setting_up_makes_an_administrator_and_signs_them_in() {
        Response setup = setup("Founder_1", Api.PASSWORD);

        setup.then().statusCode(201).body("token_type", is("bearer"), "user.username", is("founder_1"),
                "user.role", is("admin"), "user.is_active", is(true), "user.must_change_password", is(false),
                "user.email", nullValue(), "user.last_login", notNullValue());
        Api.bearer(setup.path("access_token")).get(AUTH + "/me").then().statusCode(200)
                .body("id", equalTo(setup.path("user.id")));
        assertThat(Database.value("select role from app_user")).isEqualTo("admin");
    }

    @Test
    void of_fifty_who_set_up_at_once_one_succeeds() throws Exception {
        List<Integer> statuses = inParallel(50, i -> setup("founder_" + i, Api.PASSWORD).statusCode());

        assertThat(statuses).filteredOn(status -> status == 201).hasSize(1);
        assertThat(statuses).filteredOn(status -> status == 409).hasSize(49);
        assertThat(Database.count("select count(*) from app_user")).isEqualTo(1);
    }

    @Test
    void refuses_a_first_user_with_a_weak_password_or_an_odd_name() {
        for (String weak : List.of("no-upper-case-1", "No-digit-here", "NoSpecial123")) {
            problem(setup("founder", weak), 400).body("code", is("weak_password"));
        }
        problem(setup("founder", "aB1-"), 400);
        problem(setup("not good", Api.PASSWORD), 422);
        problem(setup("ab", Api.PASSWORD), 422);
        assertThat(Database.count("select count(*) from app_user")).isZero();
    }

    @Test
    void nobody_can_sign_in_before_it_is_set_up() {
        for (String name : List.of("admin", "root", "vigil", "argus")) {
            for (String password : List.of("admin", "password", name, "changeme")) {
                problem(Api.login(name, password), 401);
            }
        }
    }

    @Test
    void signs_in_whatever_the_case_of_the_name_and_remembers_when() {
        Api.admin();
        Database.run("update app_user set last_login = null");

        Api.login("ADMIN", Api.PASSWORD).then().statusCode(200).body("access_token.length()", is(43),
                "must_change_password", is(false));

        assertThat(Database.value("select last_login from app_user")).isNotNull();
    }

    @Test
    void the_cookie_is_for_this_site_and_not_for_scripts() {
        Api.admin();

        Cookie cookie = Api.login(Api.ADMIN, Api.PASSWORD).detailedCookie("access_token");

        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.getPath()).isEqualTo("/");
        assertThat(cookie.getMaxAge()).isEqualTo(86_400);
        assertThat(cookie.getSameSite()).isEqualToIgnoringCase("Lax");
        assertThat(cookie.isSecured()).as("without TLS").isFalse();
        given().cookie("access_token", cookie.getValue()).get(AUTH + "/me").then().statusCode(200);
    }

    @Test
    void an_unknown_user_and_a_wrong_password_get_the_same_answer() {
        Api.admin();

        String unknown = problem(Api.login("nobody", Api.PASSWORD), 401).extract().path("detail");
        String wrong = problem(Api.login(Api.ADMIN, "Wrong-horse-9"), 401).extract().path("detail");

        assertThat(unknown).isEqualTo("Invalid credentials").isEqualTo(wrong);
    }

    @Test
    void a_disabled_user_cannot_sign_in_and_the_right_password_is_told_so() {
        Api.user();
        Database.run("update app_user set active = false");

        problem(Api.login(Api.USER, Api.PASSWORD), 401).body("detail", is("Account disabled"));
        problem(Api.login(Api.USER, "Wrong-horse-9"), 401).body("detail", is("Invalid credentials"));
    }

    @Test
    void a_token_of_a_disabled_user_is_not_good() {
        Api.user().get(AUTH + "/me").then().statusCode(200);
        String token = Api.login(Api.USER, Api.PASSWORD).path("access_token");
        Database.run("update app_user set active = false");

        problem(Api.bearer(token).get(AUTH + "/me"), 401);
    }

    @Test
    void logging_out_without_a_good_token_clears_the_cookie_all_the_same() {
        Response logout = Api.anonymous().cookie("access_token", "stale").post(AUTH + "/logout");
        logout.then().statusCode(200);
        assertThat(logout.detailedCookie("access_token").getMaxAge()).isZero();
        Api.key("admin").post(AUTH + "/logout").then().statusCode(403);
    }

    @Test
    void after_signing_out_the_token_is_not_good_although_it_was_remembered() {
        String token = Api.adminToken();
        Api.bearer(token).get(AUTH + "/me").then().statusCode(200);

        Response logout = Api.bearer(token).post(AUTH + "/logout");

        logout.then().statusCode(200).body("message", notNullValue());
        Cookie cookie = logout.detailedCookie("access_token");
        assertThat(cookie.getMaxAge()).isZero();
        assertThat(cookie.getValue()).isEmpty();
        problem(Api.bearer(token).get(AUTH + "/me"), 401);
        assertThat(Database.count("select count(*) from access_token where revoked_at is not null")).isEqualTo(1);
    }

    @Test
    void a_token_expires_although_it_was_remembered() {
        String token = Api.adminToken();
        Api.bearer(token).get(AUTH + "/me").then().statusCode(200);

        MovableClock.forward(Duration.ofHours(24));

        problem(Api.bearer(token).get(AUTH + "/me"), 401);
    }

    @Test
    void signing_in_clears_away_what_has_expired() {
        Api.adminToken();
        MovableClock.forward(Duration.ofHours(25));

        Api.login(Api.ADMIN, Api.PASSWORD).then().statusCode(200);

        assertThat(Database.count("select count(*) from access_token")).isEqualTo(1);
    }

    @Test
    void changing_the_password_ends_every_other_sign_in() {
        String mine = Api.adminToken();
        String other = Api.login(Api.ADMIN, Api.PASSWORD).path("access_token");
        Api.bearer(other).get(AUTH + "/me").then().statusCode(200);

        changePassword(mine, Api.PASSWORD, "Another-horse-7").then().statusCode(200).body("message", notNullValue());

        problem(Api.bearer(other).get(AUTH + "/me"), 401);
        Api.bearer(mine).get(AUTH + "/me").then().statusCode(200);
        problem(Api.login(Api.ADMIN, Api.PASSWORD), 401);
        Api.login(Api.ADMIN, "Another-horse-7").then().statusCode(200);
    }

    @Test
    void refuses_a_new_password_that_is_weak_and_a_current_one_that_is_wrong() {
        String token = Api.adminToken();
        String hash = Database.value("select password_hash from app_user");

        problem(changePassword(token, "Wrong-horse-9", "Another-horse-7"), 400).body("code", is("wrong_password"));
        problem(changePassword(token, Api.PASSWORD, "another-horse-7"), 400).body("code", is("weak_password"));
        String answer = problem(changePassword(token, Api.PASSWORD, "aB1-"), 422).extract().asString();

        assertThat(answer).doesNotContain("aB1-");
        assertThat(Database.value("select password_hash from app_user")).isEqualTo(hash);
    }

    @Test
    void a_key_is_no_person() {
        String key = Api.newKey("admin");

        for (String path : List.of("/me", "/change-password")) {
            Response answer = "/me".equals(path) ? given().header("X-API-Key", key).get(AUTH + path)
                    : given().header("X-API-Key", key).contentType(ContentType.JSON)
                            .body(Map.of("current_password", "x", "new_password", "xxxxxxxx")).post(AUTH + path);
            problem(answer, 403);
        }
    }

    @Test
    void a_stale_cookie_does_not_stand_in_the_way() {
        String good = Api.adminToken();
        String stale = Api.login(Api.ADMIN, Api.PASSWORD).path("access_token");
        Api.bearer(stale).post(AUTH + "/logout").then().statusCode(200);

        Api.bearer(good).cookie("access_token", stale).get(AUTH + "/me").then().statusCode(200);
        given().cookie("access_token", stale).contentType(ContentType.JSON)
                .body(Map.of("username", Api.ADMIN, "password", Api.PASSWORD)).post(AUTH + "/login").then().statusCode(200);
        problem(given().cookie("access_token", stale).get(AUTH + "/me"), 401);
    }

    @Test
    void the_scheme_is_read_in_any_case() {
        given().header("Authorization", "bEARER " + Api.adminToken()).get(AUTH + "/me").then().statusCode(200);
    }

    @Test
    void the_database_holds_no_password_and_no_token() {
        String token = Api.adminToken();

        String rows = String.join("\n", Database.column("select u::text from app_user u"))
                + String.join("\n", Database.column("select t::text from access_token t"));

        assertThat(rows).contains("$argon2id$", Api.ADMIN).doesNotContain(token, Api.PASSWORD);
    }

    private static Response setup(String username, String password) {
        return given().contentType(ContentType.JSON).body(Map.of("username", username, "password", password))
                .post(AUTH + "/setup");
    }

    private static Response changePassword(String token, String current, String wanted) {
        return Api.bearer(token).contentType(ContentType.JSON)
                .body(Map.of("current_password", current, "new_password", wanted)).post(AUTH + "/change-password");
    }

    private static ValidatableResponse problem(Response answer, int status) {
        ValidatableResponse checked = answer.then().statusCode(status).contentType("application/problem+json");
        assertThat(checked.extract().<Object> path("detail")).isInstanceOf(String.class);
        return checked;
    }

    private static List<Integer> inParallel(int times, Call call) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(times);
        try {
            List<Future<Integer>> running = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                int number = i;
                running.add(threads.submit(() -> call.status(number)));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> status : running) {
                statuses.add(status.get());
            }
            return statuses;
        } finally {
            threads.shutdown();
        }
    }

    @FunctionalInterface
    private interface Call {
        int status(int number);
    }
}
