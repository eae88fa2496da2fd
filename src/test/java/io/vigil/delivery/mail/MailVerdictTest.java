package io.vigil.delivery.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.vertx.ext.mail.SMTPException;
import io.vigil.delivery.Outcome;

/** What is wrong with a mail, and what with the server. */
class MailVerdictTest {

    @ParameterizedTest
    @CsvSource({ "recipient address not accepted, 550, true", "sender address not accepted, 553, true",
            "sending data failed, 554, true", "recipient address not accepted, 450, false",
            "recipient address not accepted, 421, false", "sender address not accepted, 530, false",
            "AUTH PLAIN failed, 535, false", "AUTH LOGIN failed, 504, false", "AUTH PLAIN failed, 454, false",
            "got error response, 554, false" })
    void an_answer_of_five_hundred_refuses_the_mail_unless_it_is_about_the_sign_in(String told, int code, boolean isRefused) {
        Outcome outcome = MailVerdict.of(new SMTPException(told, code, List.of(code + " Because"), false));

        assertThat(outcome).isInstanceOf(isRefused ? Outcome.Refused.class : Outcome.RetryLater.class);
        assertThat(outcome.toString()).contains(told + ": " + code + " Because");
    }

    @Test
    void what_a_server_says_is_kept_as_one_short_line() {
        Outcome outcome = MailVerdict.of(new SMTPException("sending data failed", 554,
                List.of("554-No\u0000", "554 " + "x".repeat(1000)), false));

        assertThat(((Outcome.Refused) outcome).reason()).hasSizeLessThan(350).doesNotContain("\n", "\u0000");
    }

    @Test
    void the_way_to_the_server_may_be_put_right_and_a_mistake_of_ours_is_no_answer() {
        assertThat(MailVerdict.isOfServer(new ConnectException())).isTrue();
        assertThat(MailVerdict.of(new ConnectException())).isInstanceOf(Outcome.RetryLater.class);
        assertThat(MailVerdict.isOfServer(new NullPointerException())).isFalse();
    }
}
