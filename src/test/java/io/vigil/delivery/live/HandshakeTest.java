package io.vigil.delivery.live;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.testsupport.Api;

/** Who may connect, and how many. */
@QuarkusTest
class HandshakeTest {

    @Inject
    LiveConfig config;

    @Inject
    LiveClients clients;

    @Test
    void nobody_comes_in_without_an_identity() {
        assertThat(LiveSocket.refused()).isEqualTo(401);
        assertThat(LiveSocket.refused("Authorization", "Bearer " + "A".repeat(43))).isEqualTo(401);
        assertThat(LiveSocket.refused("Authorization", "Bearer scrape-token-of-the-tests")).isEqualTo(403);
        assertThat(LiveSocket.refused("X-API-Key", Api.newKey("read:events"))).isEqualTo(403);
    }

    @Test
    void users_come_in_by_cookie_or_bearer() {
        assertThat(LiveSocket.refused("Cookie", "access_token=" + Api.adminToken())).isEqualTo(101);
        assertThat(LiveSocket.refused("Authorization", "Bearer " + Api.adminToken())).isEqualTo(101);
        assertThat(LiveSocket.refused("X-API-Key", Api.newKey("admin"))).isEqualTo(101);
    }

    @Test
    void a_page_of_another_origin_does_not_come_in_on_the_users_cookie() {
        String cookie = "access_token=" + Api.adminToken();
        String here = LiveSocket.address().getAuthority();

        for (String origin : List.of("https://evil.example", "null", "http://" + here + ".evil.example", "http://localhost:1",
                "file://", "")) {
            assertThat(LiveSocket.refused("Cookie", cookie, "Origin", origin)).as(origin).isEqualTo(403);
        }
        assertThat(LiveSocket.refused("Cookie", cookie, "Origin", "http://" + here)).isEqualTo(101);
        assertThat(LiveSocket.refused("Cookie", cookie, "Origin", "https://" + here)).isEqualTo(101);
        assertThat(LiveSocket.refused("Cookie", cookie, "Origin", "https://home.example")).isEqualTo(101);
        assertThat(LiveSocket.refused("Cookie", cookie, "Origin", "http://home.example")).isEqualTo(403);
    }

    @Test
    void what_is_no_handshake_is_not_found() {
        Api.admin().get("/ws").then().statusCode(404).contentType("application/problem+json");
        given().get("/ws").then().statusCode(401);
        Api.admin().get("/api/v1/ws").then().statusCode(404);
    }

    @Test
    void one_user_does_not_take_all_the_room() {
        List<LiveSocket> open = new ArrayList<>();
        try {
            for (int i = 0; i < config.connectionsPerUser(); i++) {
                open.add(LiveSocket.open());
                int expected = i + 1;
                await().until(() -> clients.all().size() == expected);
            }

            assertThat(LiveSocket.refused("Authorization", "Bearer " + Api.adminToken())).isEqualTo(429);
        } finally {
            open.forEach(LiveSocket::close);
        }
        await().until(() -> clients.all().isEmpty());
        assertThat(LiveSocket.refused("Authorization", "Bearer " + Api.adminToken())).isEqualTo(101);
    }
}
