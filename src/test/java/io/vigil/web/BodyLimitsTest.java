package io.vigil.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vigil.testsupport.Api;

/** HTTP/2 tells nothing of a body's length, unless the client does. */
@QuarkusTest
class BodyLimitsTest {

    private final HttpClient http = HttpClient.newBuilder().version(Version.HTTP_2).build();

    @Test
    void a_form_over_http_2_that_does_not_tell_its_length_is_411() throws Exception {
        HttpResponse<String> first = http.send(request("/api/v1/cameras").build(), BodyHandlers.ofString());
        assertThat(first.version()).isEqualTo(Version.HTTP_2);

        for (String path : new String[] { "/api/v1/system/restore", "/api/v1/system/backup/validate",
                "/api/v1/cameras/0/events" }) {
            HttpResponse<String> answer = http.send(request(path).header("Content-Type", "multipart/form-data; boundary=b")
                    .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[300_000]))).build(),
                    BodyHandlers.ofString());

            assertThat(answer.version()).isEqualTo(Version.HTTP_2);
            assertThat(answer.statusCode()).isEqualTo(411);
            assertThat(answer.body()).contains("\"code\":\"length_required\"");
        }
        assertThat(http.send(request("/api/v1/cameras").build(), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(RestAssured.baseURI + ":" + RestAssured.port + path))
                .header("Authorization", "Bearer " + Api.adminToken());
    }
}
