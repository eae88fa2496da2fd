package io.vigil.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;

@QuarkusTest
class CameraNameTest {

    private static final String PATH = "/api/v1/cameras";

    @Test
    void belongs_to_one_camera() {
        add("Front door").statusCode(201);
        String id = add("Back door").extract().path("id");

        String detail = add("Front door").statusCode(409).contentType("application/problem+json").extract().path("detail");
        rename(id, "Front door").statusCode(409);

        assertThat(detail).contains("name");
        assertThat(Database.column("select name from camera order by name")).containsExactly("Back door", "Front door");
        rename(id, "Back door").statusCode(200);
        add("front door").statusCode(201);
    }

    @Test
    void goes_to_exactly_one_of_twenty_that_want_it_at_once() throws Exception {
        String token = Api.adminToken();
        Callable<Integer> create = () -> Api.bearer(token).contentType(ContentType.JSON).body(body("Front door")).post(PATH)
                .statusCode();
        ExecutorService callers = Executors.newFixedThreadPool(20);
        try {
            List<Integer> statuses = callers.invokeAll(Collections.nCopies(20, create)).stream().map(CameraNameTest::result)
                    .toList();

            assertThat(statuses).containsOnly(201, 409).containsOnlyOnce(201);
            assertThat(Database.count("select count(*) from camera")).isOne();
        } finally {
            callers.shutdownNow();
        }
    }

    private static Integer result(Future<Integer> call) {
        try {
            return call.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static ValidatableResponse add(String name) {
        return Api.admin().contentType(ContentType.JSON).body(body(name)).post(PATH).then();
    }

    private static ValidatableResponse rename(String id, String name) {
        return Api.admin().contentType(ContentType.JSON).body("{\"name\":\"" + name + "\"}").put(PATH + "/" + id).then();
    }

    private static String body(String name) {
        return "{\"name\":\"" + name + "\",\"type\":\"usb\",\"device_index\":0}";
    }
}
