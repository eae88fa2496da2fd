package io.vigil.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.vigil.settings.SecretBox;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;

@QuarkusTest
class CameraPasswordTest {

    private static final String PATH = "/api/v1/cameras";

    @Inject
    SecretBox secrets;

    private String id;

    @BeforeEach
    void add() {
        id = Api.admin().contentType(ContentType.JSON).body("""
                {"name":"Front door","type":"rtsp","rtsp_url":"rtsp://192.0.2.1/","password":"canary-1"}""").post(PATH).then()
                .statusCode(201).extract().path("id");
    }

    @Test
    void lies_sealed() {
        assertThat(stored()).startsWith("v1.").doesNotContain("canary");
        assertThat(opened()).isEqualTo("canary-1");
        assertThat(Database.column("select camera::text from camera").toString()).doesNotContain("canary");
    }

    @Test
    void absent_or_empty_keeps_it_null_clears_it_and_text_replaces_it() {
        change("{\"name\":\"Back door\"}", 200);
        assertThat(opened()).isEqualTo("canary-1");
        change("{\"password\":\"\"}", 200);
        assertThat(opened()).isEqualTo("canary-1");
        change("{\"password\":\"canary-2\"}", 200);
        assertThat(opened()).isEqualTo("canary-2");
        change("{\"password\":null}", 200);
        assertThat(stored()).isNull();
    }

    @Test
    void is_a_text_of_at_most_100_characters() {
        change("{\"password\":\"" + "x".repeat(100) + "\"}", 200);
        change("{\"password\":\"" + "x".repeat(101) + "\"}", 422);
        change("{\"password\":[\"canary-3\"]}", 422);
        assertThat(opened()).isEqualTo("x".repeat(100));
    }

    @Test
    void is_in_no_answer_and_in_no_log() {
        List<String> log = new CopyOnWriteArrayList<>();
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                log.add(entry.getMessage() + List.of(entry.getParameters() == null ? new Object[0] : entry.getParameters())
                        + entry.getThrown());
            }

            @Override
            public void flush() {
            }

            @Override
            public void close() {
            }
        };
        Logger.getLogger("").addHandler(listener);
        try {
            String answers = change("{\"password\":\"canary-4\"}", 200)
                    + change("{\"password\":\"canary-5\",\"frame_rate\":0}", 422)
                    + change("{\"password\":{\"a\":\"canary-6\"}}", 422)
                    + change("{\"password\":\"canary-7\",\"frame_rate\":\"canary-8\"}", 422)
                    + change("{\"password\":\"canary-9\"", 422)
                    + Api.admin().get(PATH).asString() + Api.admin().get(PATH + "/" + id).asString();

            assertThat(answers).doesNotContain("canary").doesNotContain("\"password\":");
            assertThat(log.toString()).doesNotContain("canary");
        } finally {
            Logger.getLogger("").removeHandler(listener);
        }
    }

    private String change(String body, int status) {
        return Api.admin().contentType(ContentType.JSON).body(body).put(PATH + "/" + id).then().statusCode(status).extract()
                .asString();
    }

    private String opened() {
        return secrets.decrypt(stored(), "camera.password");
    }

    private static String stored() {
        return Database.value("select password from camera");
    }
}
