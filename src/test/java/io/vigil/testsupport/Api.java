package io.vigil.testsupport;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;

import io.restassured.RestAssured;
import io.restassured.config.LogConfig;
import io.restassured.filter.log.LogDetail;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;

/** The one way in which tests sign in. Tables are emptied before each test, so what is not there any more is made anew. */
public final class Api {

    public static final String ADMIN = "admin";
    public static final String USER = "somebody";
    /** The password of both. */
    public static final String PASSWORD = "Correct-horse-9";
    private static final String PASSWORD_HASH = Password.hash(PASSWORD).addRandomSalt(16)
            .with(Argon2Function.getInstance(64, 1, 1, 32, Argon2.ID)).getResult();

    private static String adminToken;
    private static String userToken;

    private Api() {
    }

    /** Nobody. */
    public static RequestSpecification anonymous() {
        return given();
    }

    /** An administrator, who set the installation up. */
    public static RequestSpecification admin() {
        return bearer(adminToken());
    }

    /** A user who is no administrator. */
    public static RequestSpecification user() {
        // First, because nobody can set up any more when there is a user.
        adminToken();
        if (!isGood(userToken)) {
            Database.run("""
                    insert into app_user
                        (id, username, password_hash, role, active, must_change_password, founder, created_at)
                    values ('%s', '%s', '%s', 'viewer', true, false, false, now()) on conflict do nothing"""
                    .formatted(UUID.randomUUID(), USER, PASSWORD_HASH));
            userToken = text(login(USER, PASSWORD).then().statusCode(200), "access_token");
        }
        return bearer(userToken);
    }

    /** A machine with a new API key of these scopes. */
    public static RequestSpecification key(String... scopes) {
        return given().header("X-API-Key", newKey(scopes));
    }

    /** A new API key of these scopes. */
    public static String newKey(String... scopes) {
        return text(admin().contentType(ContentType.JSON).body(Map.of("name", "test", "scopes", List.of(scopes)))
                .post("/api/v1/api-keys").then().statusCode(201), "key");
    }

    /** Shows the bodies of both sides where an answer is not as it should be, and of a form with files nothing. */
    private static RequestSpecification given() {
        return RestAssured.given().config(RestAssured.config()
                .logConfig(LogConfig.logConfig().enableLoggingOfRequestAndResponseIfValidationFails(LogDetail.BODY)));
    }

    /** Whoever has this token. */
    public static RequestSpecification bearer(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    /** The answer to a sign-in. */
    public static Response login(String username, String password) {
        return given().contentType(ContentType.JSON).body(Map.of("username", username, "password", password))
                .post("/api/v1/auth/login");
    }

    /** A good token of the administrator. */
    public static String adminToken() {
        if (!isGood(adminToken)) {
            Response setup = given().contentType(ContentType.JSON).body(Map.of("username", ADMIN, "password", PASSWORD))
                    .post("/api/v1/auth/setup");
            Response signedIn = setup.statusCode() == 409 ? login(ADMIN, PASSWORD) : setup;
            adminToken = text(signedIn.then(), "access_token");
        }
        return adminToken;
    }

    /** A field of an answer. RestAssured compiles each path that it is asked for, which is long for what every test asks. */
    public static String text(ValidatableResponse answer, String field) {
        return new JsonObject(answer.extract().asString()).getString(field);
    }

    /** Not by a request, because an identity is remembered for seconds after its row has gone. */
    private static boolean isGood(String token) {
        return token != null && Database.count("""
                select count(*) from access_token where token_hash = translate(encode(sha256('%s'), 'base64'), '+/=', '-_')
                    and revoked_at is null and expires_at > '%s'""".formatted(token, new MovableClock().instant())) == 1;
    }
}
