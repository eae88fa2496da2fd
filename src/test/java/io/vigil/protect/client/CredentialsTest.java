package io.vigil.protect.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vigil.protect.client.ControllerException.Kind;
import io.vigil.protect.simulator.ControllerSimulator;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;

@QuarkusTest
class CredentialsTest {

    @Inject
    ControllerClients clients;

    private ControllerSimulator controller;
    private ControllerClient client;

    @BeforeEach
    void start() {
        controller = ControllerSimulator.start();
    }

    @AfterEach
    void stop() {
        if (client != null) {
            Answers.of(client.close());
        }
        controller.close();
    }

    @Test
    void both_apis_tell_of_the_same_cameras() {
        List<ControllerCamera> official = cameras(Answers.official(controller));
        List<ControllerCamera> local = cameras(Answers.local(controller));

        assertThat(official).extracting(ControllerCamera::id).containsExactlyElementsOf(
                local.stream().map(ControllerCamera::id).toList()).hasSize(6);
        assertThat(official).extracting(ControllerCamera::model).contains("UVC G4 Doorbell Pro", "UVC AI Bullet");
        assertThat(official).filteredOn(ControllerCamera::isDoorbell).singleElement()
                .satisfies(doorbell -> assertThat(doorbell.detections()).contains("person", "vehicle", "package"));
        assertThat(local).filteredOn(ControllerCamera::isDoorbell).hasSize(1);
        assertThat(official).filteredOn(ControllerCamera::isOnline).hasSize(4);
        assertThat(local).filteredOn(ControllerCamera::isOnline).hasSize(4);
    }

    @Test
    void of_more_than_a_thousand_cameras_only_so_many_are_told() {
        try (ControllerSimulator large = ControllerSimulator.setup().cameras(1_100).start()) {
            assertThat(cameras(Answers.official(large))).hasSize(1_000);
        }
    }

    @Test
    void a_key_that_is_not_the_one_is_refused() {
        controller.accounts().changeKey("another");
        open(Answers.official(controller));

        assertThat(Answers.failure(client.info()).kind()).isEqualTo(Kind.REFUSED);
        assertThat(Answers.failure(client.open(new Heard())).kind()).isEqualTo(Kind.REFUSED);
    }

    @Test
    void a_password_that_is_not_the_one_is_refused_without_a_second_try_and_never_told() {
        open(new ControllerAccess(controller.host(), controller.port(), false, null, null, "vigil", "wrong-secret"));

        ControllerException failure = Answers.failure(client.info());

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(Answers.failure(client.cameras()).kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.toString()).doesNotContain("wrong-secret");
        assertThat(controller.counters().logins()).isEqualTo(1);
    }

    @Test
    void sign_ins_that_are_locked_out_are_limited() {
        for (int i = 0; i < 5; i++) {
            open(new ControllerAccess(controller.host(), controller.port(), false, null, null, "vigil", "wrong"));
            Answers.failure(client.info());
            Answers.of(client.close());
        }
        open(Answers.local(controller));

        assertThat(Answers.failure(client.info()).kind()).isEqualTo(Kind.LIMITED);
    }

    @Test
    void with_key_and_account_both_are_tested() {
        open(Answers.both(controller));
        Answers.of(client.info());
        controller.accounts().forgetSessions();
        controller.accounts().changePassword("another");

        assertThat(Answers.failure(client.info()).kind()).isEqualTo(Kind.REFUSED);
    }

    @Test
    void a_session_that_the_controller_forgot_is_begun_anew_once_for_all_who_wait() {
        open(Answers.local(controller));
        Answers.of(client.cameras());
        controller.accounts().forgetSessions();

        List<Future<List<ControllerCamera>>> asked = IntStream.range(0, 20).mapToObj(i -> client.cameras()).toList();

        asked.forEach(each -> assertThat(Answers.of(each)).hasSize(6));
        assertThat(controller.counters().logins()).isEqualTo(2);
    }

    @Test
    void who_is_turned_away_with_a_new_session_too_is_refused() {
        open(Answers.local(controller));
        Answers.of(client.cameras());
        controller.faults().refuseNext(2);

        assertThat(Answers.failure(client.cameras()).kind()).isEqualTo(Kind.REFUSED);
        assertThat(Answers.of(client.cameras())).hasSize(6);
    }

    @Test
    void an_answer_of_too_often_and_one_that_is_a_web_page_have_kinds_of_their_own() {
        open(Answers.official(controller));
        controller.faults().limitNext(1);
        ControllerException limited = Answers.failure(client.cameras());
        controller.faults().answerHtml(1);
        ControllerException garbled = Answers.failure(client.cameras());

        assertThat(limited.kind()).isEqualTo(Kind.LIMITED);
        assertThat(limited.retryAfter()).hasSeconds(1);
        assertThat(garbled.kind()).isEqualTo(Kind.GARBLED);
    }

    @Test
    void requests_stay_below_the_announced_rate_and_none_waits_too_long() {
        open(Answers.official(controller));

        List<Future<List<ControllerCamera>>> asked = IntStream.range(0, 80).mapToObj(i -> client.cameras()).toList();
        List<Future<List<ControllerCamera>>> failed = asked.stream()
                .filter(each -> each.transform(ended -> Future.succeededFuture(ended.failed())).toCompletionStage()
                        .toCompletableFuture().join())
                .toList();

        assertThat(failed).allSatisfy(each -> assertThat(Answers.failure(each).kind()).isEqualTo(Kind.LIMITED));
        assertThat(asked.size() - failed.size()).isBetween(24, 48);
        assertThat(controller.counters().mostPerSecond()).isLessThanOrEqualTo(10);
    }

    @Test
    void a_controller_that_does_not_answer_is_given_up() {
        controller.faults().delay(Duration.ofSeconds(30));
        client = clients.open(Answers.official(controller), new Limits(Duration.ofMillis(300),
                Duration.ofMillis(300), Duration.ofSeconds(1), Answers.QUICK.pingEvery(),
                Answers.QUICK.silence()));

        assertThat(Answers.failure(client.cameras()).kind()).isEqualTo(Kind.TIMED_OUT);
        assertThat(Answers.failure(client.snapshot("x")).kind()).isEqualTo(Kind.TIMED_OUT);
        assertThat(Answers.failure(client.open(new Heard())).kind()).isEqualTo(Kind.TIMED_OUT);
    }

    @Test
    void nobody_asks_a_controller_while_holding_a_session() {
        open(Answers.official(controller));

        assertThatThrownBy(() -> SessionContext.run("test.ask-controller", () -> client.cameras()))
                .isInstanceOf(SessionException.HeldDuringOutgoingCall.class);
    }

    @Test
    void what_is_under_way_ends_when_the_client_is_closed() {
        controller.faults().delay(Duration.ofSeconds(20));
        open(Answers.official(controller));
        Future<List<ControllerCamera>> asked = client.cameras();

        Answers.of(client.close());

        assertThat(Answers.failure(asked).kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(Answers.failure(client.cameras()).kind()).isEqualTo(Kind.UNREACHABLE);
    }

    private List<ControllerCamera> cameras(ControllerAccess access) {
        ControllerClient asked = clients.open(access);
        List<ControllerCamera> cameras = Answers.of(asked.cameras());
        Answers.of(asked.close());
        return cameras;
    }

    private void open(ControllerAccess access) {
        client = clients.open(access);
    }
}
