package io.vigil.delivery.rules;

import java.util.Map;
import java.util.UUID;

import io.restassured.response.ValidatableResponse;
import io.vigil.testsupport.Api;

/** The rules over HTTP, as an administrator. */
final class RulesApi {

    static final String PATH = "/api/v1/alert-rules";

    private RulesApi() {
    }

    /** Adds a rule; answers its id. */
    static UUID add(Map<String, ?> body) {
        return UUID.fromString(post("", body).statusCode(201).extract().path("id"));
    }

    static ValidatableResponse post(String path, Object body) {
        return Api.admin().contentType("application/json").body(body).post(PATH + path).then();
    }

    static ValidatableResponse put(UUID id, Object body) {
        return Api.admin().contentType("application/json").body(body).put(PATH + "/" + id).then();
    }

    static ValidatableResponse get(UUID id) {
        return Api.user().get(PATH + "/" + id).then().statusCode(200);
    }
}
