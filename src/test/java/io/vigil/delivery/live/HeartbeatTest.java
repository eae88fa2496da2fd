package io.vigil.delivery.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;

/** A connection lasts as long as its client is there and may be there. */
@QuarkusTest
class HeartbeatTest {

    @Inject
    Rounds rounds;

    @Inject
    LiveClients clients;

    @BeforeEach
    void nobody_is_left() {
        await().until(() -> clients.all().isEmpty());
    }

    @Test
    void either_side_pings_in_plain_text_and_anything_else_is_not_listened_to() {
        try (LiveSocket client = LiveSocket.joined(clients)) {
            client.say("{\"type\":\"subscribe\"}");
            client.say("ping");
            rounds.ping();

            await().until(() -> client.heard().size() == 2);
            assertThat(client.heard()).containsExactlyInAnyOrder("pong", "ping");
            assertThat(client.isOpen()).isTrue();
        }
    }

    @Test
    void who_answers_no_ping_is_let_go() {
        try (LiveSocket silent = LiveSocket.joined(clients);
                LiveSocket lively = LiveSocket.joined(clients)) {
            for (int i = 1; i <= 3; i++) {
                int pings = i;
                rounds.ping();
                await().until(() -> lively.heard().size() == pings * 2 - 1);
                lively.say("pong");
                lively.say("ping");
                await().until(() -> lively.heard().size() == pings * 2);
            }

            assertThat(silent.awaitClosed()).isEqualTo(1008);
            assertThat(lively.isOpen()).isTrue();
        }
    }

    @Test
    void who_signs_out_is_let_go_and_others_are_not() {
        Api.user();
        String token = Api.login(Api.USER, Api.PASSWORD).path("access_token");
        try (LiveSocket leaving = LiveSocket.joined(clients, "Cookie", "access_token=" + token);
                LiveSocket staying = LiveSocket.joined(clients)) {
            Api.bearer(token).post("/api/v1/auth/logout").then().statusCode(200);

            rounds.recheck();

            assertThat(leaving.awaitClosed()).isEqualTo(1008);
            assertThat(staying.isOpen()).isTrue();
        }
    }

    @Test
    void who_is_disabled_on_another_replica_is_let_go() {
        Api.user();
        String token = Api.login(Api.USER, Api.PASSWORD).path("access_token");
        try (LiveSocket client = LiveSocket.joined(clients, "Authorization", "Bearer " + token)) {
            Database.run("update app_user set active = false where username = '" + Api.USER + "'");

            rounds.recheck();

            assertThat(client.awaitClosed()).isEqualTo(1008);
        }
    }

    @Test
    void a_token_that_expires_while_it_is_connected_ends_the_connection() {
        try (LiveSocket client = LiveSocket.joined(clients)) {
            rounds.recheck();
            assertThat(client.isOpen()).isTrue();
            Database.run("update access_token set expires_at = now() - interval '1 second'");

            rounds.recheck();

            assertThat(client.awaitClosed()).isEqualTo(1008);
        }
    }

    @Test
    void a_message_longer_than_any_a_client_has_to_send_ends_the_connection() {
        try (LiveSocket client = LiveSocket.joined(clients)) {
            client.say("x".repeat(1 << 20));

            client.awaitClosed();
        }
        await().until(() -> clients.all().isEmpty());
    }
}
